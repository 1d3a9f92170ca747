"""Secrets say where they belong and hide the rest; sessions and grants end in time."""

from datetime import timedelta

import pytest

from services.identity.domain.session import (
    GRANT_LIFETIME,
    SESSION_LIFETIME,
    Grant,
    Secret,
    Session,
)
from tests.builders import NOON, an_id


def test_a_secret_is_read_back_as_it_was_made() -> None:
    made = Secret.make("420881")

    assert Secret.read(made.text) == made
    assert made.text not in repr(made)
    assert Secret.make("420881").digest != made.digest


@pytest.mark.parametrize(
    "text", ["", ".", "420881", "x" * 5000, "会.议", "'; DROP TABLE", "42\0.x"]
)
def test_a_forged_secret_is_only_one_that_is_found_nowhere(text: str) -> None:
    forged = Secret.read(text)

    assert forged.jurisdiction in ("", text)
    assert len(forged.digest) == 32


def test_a_session_lasts_a_working_day_unless_it_is_ended() -> None:
    session = Session(an_id(), "420881", an_id(), b"d", NOON)
    ended = Session(an_id(), "420881", an_id(), b"d", NOON, ended_at=NOON)

    assert session.is_open(NOON + SESSION_LIFETIME - timedelta(seconds=1))
    assert not session.is_open(NOON + SESSION_LIFETIME)
    assert not ended.is_open(NOON)


def test_a_grant_cannot_be_refreshed_for_ever() -> None:
    grant = Grant(an_id(), "420881", an_id(), an_id(), "onedoor-web", "openid", NOON, NOON)

    assert grant.is_open(NOON + GRANT_LIFETIME - timedelta(seconds=1))
    assert not grant.is_open(NOON + GRANT_LIFETIME)
