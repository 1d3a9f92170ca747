"""What of evaluation's facts the others may know, as the messages they know it by."""

from collections.abc import Mapping, Sequence

from google.protobuf.message import Message

from chassis.kernel import Fact
from law.calendar import Calendar
from law.clock import Clock
from onedoor.evaluation.events.v1 import order_events_pb2 as pb
from services.evaluation.domain import facts
from services.evaluation.domain.order import SupervisionOrder
from services.evaluation.domain.states import State

OrderMessage = (
    type[pb.OrderIssued]
    | type[pb.OrderAnswered]
    | type[pb.OrderReturned]
    | type[pb.OrderClosed]
    | type[pb.OrderChanged]
)

PUBLISHED: Mapping[type[Fact], OrderMessage] = {
    facts.OrderIssued: pb.OrderIssued,
    facts.OrderAnswered: pb.OrderAnswered,
    facts.OrderReturned: pb.OrderReturned,
    facts.OrderClosed: pb.OrderClosed,
    facts.ClocksRecomputed: pb.OrderChanged,
}
# A seal tells the present state once more, with nothing of the matter in it; the stream then
# loses what it knew before.
AT: Mapping[State, OrderMessage] = {
    State.ISSUED: pb.OrderIssued,
    State.ANSWERED: pb.OrderAnswered,
    State.RETURNED: pb.OrderReturned,
    State.CLOSED: pb.OrderClosed,
}


def messages_of(
    order: SupervisionOrder, recorded: Sequence[Fact], calendar: Calendar
) -> Sequence[Message]:
    kinds = [PUBLISHED[type(fact)] for fact in recorded if type(fact) in PUBLISHED]
    if forgets(recorded):
        kinds.append(AT[order.state])
    state = order_message(order, calendar)
    return [kind(order=state) for kind in kinds]


def forgets(recorded: Sequence[Fact]) -> bool:
    return any(isinstance(fact, facts.OrderSealed) for fact in recorded)


def order_message(order: SupervisionOrder, calendar: Calendar) -> pb.Order:
    return pb.Order(
        order_id=str(order.id),
        version=order.version,
        matter_id="" if order.sealed else str(order.matter),
        organ=order.organ,
        trigger="" if order.sealed else order.trigger,
        status=order.state,
        clocks=[clock_message(clock, calendar) for clock in order.clocks],
    )


def clock_message(clock: Clock, calendar: Calendar) -> pb.Clock:
    due = clock.due(calendar)
    return pb.Clock(
        number=clock.number,
        term=clock.name,
        owner=clock.owner,
        started=clock.started.isoformat(),
        due=due.isoformat() if due else None,
        stopped=clock.stopped.isoformat() if clock.stopped else None,
        lapsed=clock.lapsed,
        provisional=clock.is_provisional(calendar),
    )
