"""What others are told of an order."""

import pytest
from google.protobuf.json_format import MessageToJson

from chassis.kernel import Fact
from onedoor.evaluation.events.v1 import order_events_pb2 as pb
from services.evaluation.adapters.messages import AT, PUBLISHED, forgets, messages_of
from services.evaluation.domain import facts
from services.evaluation.domain.states import State
from tests.builders import CALENDAR, NOON, RULES
from tests.evaluation.builders import SUPERVISOR, an_answered_order, an_order

SUGGESTIONS = {
    facts.SuggestionRaised,
    facts.SuggestionTaken,
    facts.SuggestionDismissed,
    facts.SuggestionForgotten,
}


def test_every_fact_of_an_order_is_published_and_suggestions_stay_in_the_house() -> None:
    every = {
        fact
        for fact in vars(facts).values()
        if isinstance(fact, type) and issubclass(fact, Fact) and fact is not Fact
    }

    assert every == set(PUBLISHED) | SUGGESTIONS | {facts.OrderSealed}
    assert set(AT) == set(State)


def test_a_message_carries_the_state_and_all_clocks_as_saved() -> None:
    order = an_answered_order()
    order.return_("没有附上验收记录", rules=RULES, by=SUPERVISOR, now=NOON)

    messages = messages_of(order, order.take_facts(), CALENDAR)

    assert [type(m) for m in messages] == [pb.OrderIssued, pb.OrderAnswered, pb.OrderReturned]
    last = messages[-1]
    assert isinstance(last, pb.OrderReturned)
    assert (last.order.version, last.order.status, last.order.organ, last.order.trigger) == (
        3,
        "returned",
        "housing",
        "other",
    )
    assert [(c.number, c.stopped, c.due) for c in last.order.clocks] == [
        (1, "2026-09-16", "2026-10-01"),
        (2, "", "2026-10-01"),
    ]


def test_no_word_of_ground_or_answer_is_told() -> None:
    order = an_answered_order()

    messages = messages_of(order, order.take_facts(), CALENDAR)

    told = "".join(MessageToJson(message, ensure_ascii=False) for message in messages)
    assert not any(word in told for word in ("群众", "核查", "电梯"))


@pytest.mark.parametrize("state", list(State))
def test_a_seal_tells_the_state_once_more_without_the_matter(state: State) -> None:
    order = an_order()
    order.take_facts()
    order.state = state
    order.seal(by=SUPERVISOR, now=NOON)
    recorded = order.take_facts()

    (message,) = messages_of(order, recorded, CALENDAR)

    assert isinstance(
        message, pb.OrderIssued | pb.OrderAnswered | pb.OrderReturned | pb.OrderClosed
    )
    assert (message.order.matter_id, message.order.trigger) == ("", "")
    assert (message.order.status, len(message.order.clocks)) == (state, 1)
    assert forgets(recorded)
