"""A referral: from the offer to its end."""

from collections.abc import Callable
from datetime import date

import pytest

from chassis.calendars import Pending
from law.calendar import Calendar
from law.clock import Clock
from services.mediation.domain.consent import Declaration, Manner, Side
from services.mediation.domain.errors import (
    ChoiceUnknown,
    CommitteeUnknown,
    ConsentMissing,
    NothingToTell,
    NotYourReferral,
    ReferralNotInState,
    RemediesUntold,
)
from services.mediation.domain.referral import Referral
from services.mediation.domain.states import State
from tests.builders import CALENDAR, NOON, RULES, a_principal, at
from tests.mediation.builders import (
    FAILED,
    MEDIATOR,
    a_referral,
    an_accepted_referral,
    consents,
)

LATER = at("2026-10-08")


def withdrawal(side: Side = Side.RESPONDENT) -> Declaration:
    return Declaration(side, Manner.ORAL_RECORDED, LATER.date(), "mediation-centre/clerk")


def accept(referral: Referral) -> None:
    referral.accept("labour", consents(), rules=RULES, by=MEDIATOR, now=LATER)


def decline(referral: Referral) -> None:
    referral.decline("not_mediable", "属于确认身份关系", by=MEDIATOR, now=LATER)


def withdraw(referral: Referral) -> None:
    referral.withdraw_consent(withdrawal(), ["litigation"], by=MEDIATOR, now=LATER)


def conclude(referral: Referral) -> None:
    referral.conclude(FAILED, by=MEDIATOR, now=LATER)


def told(referral: Referral) -> list[str]:
    return [type(fact).__name__ for fact in referral.facts]


def clock(referral: Referral, term: str) -> Clock:
    return next(clock for clock in referral.clocks if clock.name == term)


def test_an_offer_starts_the_centres_answer() -> None:
    referral = a_referral()

    (answer,) = referral.clocks
    assert (referral.state, answer.name, answer.owner) == (
        State.OFFERED,
        "referral_answer",
        "mediation-centre",
    )
    # five working days from Wednesday 16 September; Sunday the 20th is worked for the Mid-Autumn
    assert answer.due(CALENDAR) == date(2026, 9, 22)


def test_acceptance_with_both_consents_starts_the_thirty_days() -> None:
    referral = a_referral()

    accept(referral)

    assert (referral.state, referral.committee) == (State.ACCEPTED, "labour")
    assert clock(referral, "referral_answer").stopped == date(2026, 10, 8)
    assert clock(referral, "mediation").due(CALENDAR) == date(2026, 11, 7)
    assert told(referral) == ["ReferralReceived", "ReferralAccepted"]


def test_without_both_consents_nothing_starts() -> None:
    referral = a_referral()

    with pytest.raises(ConsentMissing):
        referral.accept("labour", consents()[:1], rules=RULES, by=MEDIATOR, now=NOON)

    assert (referral.state, len(referral.clocks), referral.committee) == (State.OFFERED, 1, "")


def test_a_committee_that_is_not_there_takes_nothing() -> None:
    referral = a_referral()

    with pytest.raises(CommitteeUnknown):
        referral.accept("space", consents(), rules=RULES, by=MEDIATOR, now=NOON)

    assert referral.clocks[0].is_open


def test_declining_names_a_ground_and_ends_the_answer() -> None:
    referral = a_referral()

    decline(referral)

    assert (referral.state, referral.declined_for) == (State.DECLINED, "not_mediable")
    assert not any(clock.is_open for clock in referral.clocks)
    assert referral.remark is not None
    assert "身份" not in repr(referral)


def test_a_ground_of_ones_own_is_refused() -> None:
    with pytest.raises(ChoiceUnknown):
        a_referral().decline("too busy", "…", by=MEDIATOR, now=NOON)


@pytest.mark.parametrize("start", [a_referral, an_accepted_referral])
def test_withdrawn_consent_ends_mediation_at_once(start: Callable[[], Referral]) -> None:
    referral = start()

    withdraw(referral)

    assert referral.state is State.CONCLUDED
    assert referral.conclusion is not None
    assert (referral.conclusion.outcome, referral.conclusion.ending) == (
        "withdrawn",
        "consent_withdrawn",
    )
    assert (referral.clocks[-1].stopped, referral.clocks[-1].lapsed) == (date(2026, 10, 8), True)
    assert told(referral)[-2:] == ["ConsentWithdrawn", "ReferralConcluded"]


def test_a_withdrawal_need_not_wait_for_the_remedies_but_owes_them() -> None:
    referral = an_accepted_referral()

    referral.withdraw_consent(withdrawal(), [], by=MEDIATOR, now=LATER)

    assert referral.conclusion is not None
    assert referral.conclusion.owes_remedies

    with pytest.raises(RemediesUntold):
        referral.tell_remedies([], by=MEDIATOR, now=LATER)

    referral.tell_remedies(["litigation"], by=MEDIATOR, now=LATER)

    assert not referral.conclusion.owes_remedies
    with pytest.raises(NothingToTell):
        referral.tell_remedies(["litigation"], by=MEDIATOR, now=LATER)


def test_a_concluded_mediation_stops_its_clock_as_done() -> None:
    referral = an_accepted_referral()

    conclude(referral)

    mediation = clock(referral, "mediation")
    assert (referral.state, mediation.stopped, mediation.lapsed) == (
        State.CONCLUDED,
        date(2026, 10, 8),
        False,
    )


@pytest.mark.parametrize(
    ("reach", "refused"),
    [
        (lambda r: None, [conclude]),
        (accept, [accept, decline]),
        (decline, [accept, decline, withdraw, conclude]),
        (withdraw, [accept, decline, withdraw, conclude]),
    ],
    ids=["offered", "accepted", "declined", "concluded"],
)
def test_what_does_not_fit_the_state_changes_nothing(
    reach: Callable[[Referral], None], refused: list[Callable[[Referral], None]]
) -> None:
    for verb in refused:
        referral = a_referral()
        reach(referral)
        before = (referral.state, referral.version, list(referral.clocks))

        with pytest.raises(ReferralNotInState):
            verb(referral)

        assert (referral.state, referral.version, referral.clocks) == before


def test_only_the_centre_acts_on_a_referral() -> None:
    bureau = a_principal("petition-bureau")

    with pytest.raises(NotYourReferral):
        a_referral().accept("labour", consents(), rules=RULES, by=bureau, now=NOON)


def test_a_seal_is_told_once_and_stops_no_clock() -> None:
    referral = an_accepted_referral()
    before = list(referral.clocks)

    referral.seal(by=MEDIATOR, now=LATER)
    referral.seal(by=MEDIATOR, now=LATER)

    assert told(referral).count("ReferralSealed") == 1
    assert referral.clocks == before


def test_a_published_calendar_is_recorded_where_it_touches_a_clock() -> None:
    unpublished = Calendar(CALENDAR.published - {2026}, frozenset(), frozenset())
    publication = Pending("420881", 2026, 1, (unpublished,), CALENDAR, None)
    referral = a_referral(now=at("2026-09-24"))
    referral.recompute_clocks(publication, by=MEDIATOR, now=NOON)
    referral.accept("labour", consents(), rules=RULES, by=MEDIATOR, now=at("2026-09-25"))

    referral.recompute_clocks(publication, by=MEDIATOR, now=NOON)

    assert [type(fact).__name__ for fact in referral.take_facts()] == [
        "ReferralReceived",
        "ClocksRecomputed",
        "ReferralAccepted",
    ]
