"""Keys overlap: what was signed before a rotation is verified until it has run out."""

from datetime import timedelta

from services.identity.domain.session import ACCESS_LIFETIME
from services.identity.domain.signing import OVERLAP, ROTATION, SigningKey, signs_now
from tests.builders import NOON

OLD = SigningKey("old", NOON - ROTATION, retired_at=NOON)
NEW = SigningKey("new", NOON)


def test_the_newest_key_that_stands_signs() -> None:
    assert signs_now([OLD, NEW]) is NEW
    assert signs_now([OLD]) is None
    assert signs_now([]) is None


def test_a_retired_key_outlives_every_token_it_signed() -> None:
    assert OVERLAP > ACCESS_LIFETIME
    assert OLD.is_published(NOON + ACCESS_LIFETIME)
    assert not OLD.is_published(NOON + OVERLAP)
    assert NEW.is_published(NOON + timedelta(days=400))


def test_a_key_grows_old_after_thirty_days() -> None:
    assert not NEW.is_due_for_rotation(NOON + timedelta(days=29))
    assert NEW.is_due_for_rotation(NOON + timedelta(days=30))
