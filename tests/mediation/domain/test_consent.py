"""Who agreed to be mediated, how, and on which day."""

from datetime import date

import pytest

from services.mediation.domain.consent import Declaration, Side, require_both
from services.mediation.domain.errors import (
    ChoiceUnknown,
    ConsentMissing,
    ConsentTwice,
    DayNotReached,
    DayUnreadable,
)
from tests.mediation.builders import consents

TODAY = date(2026, 9, 16)


def read(side: str = "petitioner", manner: str = "signed", on: str = "2026-09-16") -> Declaration:
    return Declaration.read(side, manner, on, recorded_by="mediation-centre/clerk", today=TODAY)


def test_a_consent_says_who_how_and_when() -> None:
    said = read("respondent", "oral_recorded", "2026-09-10")

    assert (said.side, said.manner, said.on) == ("respondent", "oral_recorded", date(2026, 9, 10))


@pytest.mark.parametrize(
    ("raw", "refused"),
    [
        ({"side": "neighbour"}, ChoiceUnknown),
        ({"manner": "nodded"}, ChoiceUnknown),
        ({"on": "yesterday"}, DayUnreadable),
        ({"on": "2026-09-17"}, DayNotReached),
    ],
)
def test_what_cannot_be_a_consent_is_refused(raw: dict[str, str], refused: type[Exception]) -> None:
    with pytest.raises(refused):
        read(**raw)


def test_both_sides_are_enough_in_any_order() -> None:
    require_both(list(reversed(consents())))


@pytest.mark.parametrize("kept", [(), (Side.PETITIONER,), (Side.RESPONDENT,)])
def test_a_side_that_did_not_consent_is_named(kept: tuple[Side, ...]) -> None:
    with pytest.raises(ConsentMissing) as refused:
        require_both([consent for consent in consents() if consent.side in kept])

    missing = [side for side in Side if side not in kept]
    assert refused.value.params["sides"] == ", ".join(missing)
    assert "第三十三条" in refused.value.say("zh")


def test_one_side_cannot_consent_for_both() -> None:
    petitioner, _ = consents()

    with pytest.raises(ConsentTwice):
        require_both([petitioner, petitioner])
