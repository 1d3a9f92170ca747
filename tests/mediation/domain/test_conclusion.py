"""How a mediation may end, and what must have been said by then."""

from dataclasses import replace
from datetime import date

import pytest

from services.mediation.domain.conclusion import Conclusion, Ending, Outcome, Remedy, Report
from services.mediation.domain.errors import (
    AgreementMissing,
    AgreementTooEarly,
    ChoiceUnknown,
    DayNotReached,
    RemediesUntold,
    TextUnreadable,
)
from tests.builders import an_id
from tests.mediation.builders import FAILED

ACCEPTED, TODAY = date(2026, 9, 16), date(2026, 10, 8)
AGREED = Report(outcome="agreed", agreement="written", effective="2026-10-07")


def read(report: Report) -> Conclusion:
    return report.read(key=an_id(), accepted=ACCEPTED, today=TODAY)


def test_an_agreement_has_a_kind_and_an_effective_day() -> None:
    ended = read(AGREED)

    assert ended.ending is Ending.AGREEMENT
    assert ended.agreement is not None
    assert (ended.agreement.kind, ended.agreement.effective) == ("written", date(2026, 10, 7))


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"agreement": ""}, AgreementMissing),
        ({"effective": ""}, AgreementMissing),
        ({"agreement": "handshake"}, ChoiceUnknown),
        ({"effective": "2026-10-09"}, DayNotReached),
        ({"effective": "2026-09-15"}, AgreementTooEarly),
    ],
)
def test_an_agreement_that_cannot_be_is_refused(
    change: dict[str, str], refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        read(replace(AGREED, **change))


def test_a_failure_tells_the_other_remedies() -> None:
    assert read(FAILED).remedies == (Remedy.LITIGATION, Remedy.ARBITRATION)

    with pytest.raises(RemediesUntold):
        read(replace(FAILED, remedies=()))


@pytest.mark.parametrize(
    ("outcome", "ending"),
    [
        ("failed", "agreement"),
        ("failed", ""),
        ("withdrawn", "gap_too_wide"),
        ("withdrawn", "consent_withdrawn"),
        ("agreed", "expired"),
        ("resolved", "agreement"),
    ],
)
def test_an_ending_must_fit_the_outcome(outcome: str, ending: str) -> None:
    with pytest.raises(ChoiceUnknown):
        read(replace(FAILED, outcome=outcome, ending=ending, agreement="oral"))


def test_the_account_is_sealed_under_the_key_of_the_referral() -> None:
    key = an_id()
    ended = replace(FAILED, account="双方差距过大").read(key=key, accepted=ACCEPTED, today=TODAY)

    assert ended.account is not None
    assert (ended.account.key, ended.account.clear) == (key, "双方差距过大")

    with pytest.raises(TextUnreadable):
        read(replace(FAILED, account="\0"))


@pytest.mark.parametrize(
    ("outcome", "ending", "remedies", "owes"),
    [
        (Outcome.WITHDRAWN, Ending.CONSENT_WITHDRAWN, (), True),
        (Outcome.WITHDRAWN, Ending.REQUEST_WITHDRAWN, (), True),
        (Outcome.WITHDRAWN, Ending.SETTLED_BETWEEN_THEM, (), False),
        (Outcome.WITHDRAWN, Ending.CONSENT_WITHDRAWN, (Remedy.LITIGATION,), False),
        (Outcome.AGREED, Ending.AGREEMENT, (), False),
    ],
)
def test_who_ends_without_a_settlement_is_owed_the_remedies(
    outcome: Outcome, ending: Ending, remedies: tuple[Remedy, ...], owes: bool
) -> None:
    assert Conclusion(outcome, ending, TODAY, remedies=remedies).owes_remedies is owes
