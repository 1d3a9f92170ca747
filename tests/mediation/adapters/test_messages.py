"""What others are told of a referral."""

from datetime import date

import pytest
from google.protobuf.json_format import MessageToJson

from chassis.kernel import Fact
from onedoor.mediation.events.v1 import referral_events_pb2 as pb
from services.mediation.adapters.messages import AT, PUBLISHED, forgets, messages_of
from services.mediation.domain import facts
from services.mediation.domain.referral import Referral
from services.mediation.domain.states import State
from tests.builders import CALENDAR, NOON
from tests.mediation.builders import FAILED, MEDIATOR, a_referral, an_accepted_referral

KEPT_IN_THE_HOUSE = {facts.ConsentWithdrawn, facts.RemediesTold, facts.ReferralSealed}


def told(referral: Referral) -> list[pb.ReferralConcluded]:
    messages = messages_of(referral, referral.take_facts(), CALENDAR)
    return [message for message in messages if isinstance(message, pb.ReferralConcluded)]


def test_every_fact_is_published_or_kept_on_purpose() -> None:
    every = {
        fact
        for fact in vars(facts).values()
        if isinstance(fact, type) and issubclass(fact, Fact) and fact is not Fact
    }

    assert every == set(PUBLISHED) | KEPT_IN_THE_HOUSE
    assert set(AT) == set(State)


def test_a_message_carries_the_state_and_the_clocks_as_saved() -> None:
    referral = an_accepted_referral()
    referral.conclude(FAILED, by=MEDIATOR, now=NOON)

    (message,) = told(referral)

    state = message.referral
    assert (state.version, state.status, state.outcome, state.committee) == (
        3,
        "concluded",
        "failed",
        "labour",
    )
    answer, mediation = state.clocks
    assert (answer.term, answer.stopped) == ("referral_answer", "2026-09-16")
    assert (mediation.owner, date.fromisoformat(mediation.due), mediation.lapsed) == (
        "mediation-centre",
        date(2026, 10, 16),
        False,
    )


def test_no_word_of_a_person_is_told() -> None:
    referral = a_referral()
    referral.decline("other", "王小明要求直接起诉", by=MEDIATOR, now=NOON)

    messages = messages_of(referral, referral.take_facts(), CALENDAR)

    assert [type(message) for message in messages] == [pb.ReferralReceived, pb.ReferralDeclined]
    assert not any("王小明" in MessageToJson(m, ensure_ascii=False) for m in messages)


@pytest.mark.parametrize("state", list(State))
def test_a_seal_tells_the_state_once_more_without_the_matter(state: State) -> None:
    referral = an_accepted_referral()
    referral.take_facts()
    referral.state = state
    referral.seal(by=MEDIATOR, now=NOON)
    recorded = referral.take_facts()

    (message,) = messages_of(referral, recorded, CALENDAR)

    assert isinstance(
        message,
        pb.ReferralReceived | pb.ReferralAccepted | pb.ReferralDeclined | pb.ReferralConcluded,
    )
    assert (message.referral.matter_id, message.referral.dispute_kind) == ("", "")
    assert len(message.referral.clocks) == 2
    assert forgets(recorded)
