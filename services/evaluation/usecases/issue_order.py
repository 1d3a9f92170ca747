"""The petition bureau presses an organ: because of a suggestion, or on a ground of its own."""

from dataclasses import dataclass
from uuid import UUID

from chassis.kernel import Actor, Principal
from law.calendar import day_of
from services.evaluation.domain.errors import OrderAlreadyOpen, TriggerUnclear
from services.evaluation.domain.order import Addressee, Cause, SupervisionOrder
from services.evaluation.domain.permissions import ISSUE_ORDERS
from services.evaluation.domain.suggestion import Suggestion
from services.evaluation.domain.triggers import OTHER
from services.evaluation.usecases.ports import Ports, Work


@dataclass(frozen=True, slots=True)
class Demand:
    """An order as it was handed in: with a suggestion, or with matter, organ and ground."""

    mode: str
    suggestion: UUID | None = None
    matter: UUID | None = None
    organ: str = ""
    ground: str = ""
    trigger: str = ""


async def issue_order(ports: Ports, actor: Principal, demand: Demand) -> SupervisionOrder:
    actor.require(ISSUE_ORDERS)
    now = ports.now()
    order_id = ports.new_id(now)
    async with ports.transaction(actor) as work:
        suggestion = await _suggestion(work, actor, demand)
        matter, organ, cause = _read(demand, suggestion)
        known = await work.matters.get(matter)
        # The number first: it makes those who issue queue, so what follows is seen by all.
        number = await work.orders.next_number(day_of(now).year)
        if earlier := await work.orders.open_order(matter, organ):
            raise OrderAlreadyOpen(number=earlier.number, organ=organ)
        order = SupervisionOrder.issue(
            order_id,
            number,
            Addressee(matter, organ, known.organs),
            cause,
            demand.mode,
            rules=ports.rulebooks.current(actor.jurisdiction),
            by=actor,
            now=now,
        )
        if suggestion:
            # Without the idempotency key: the order alone is the answer to the request.
            by = Actor(actor.person, actor.post, actor.organ)
            suggestion.take(order.id, by=by, now=now)
            await work.suggestions.save(suggestion)
        await work.orders.save(order)
    return order


async def _suggestion(work: Work, actor: Principal, demand: Demand) -> Suggestion | None:
    if demand.suggestion is None:
        return None
    return await work.suggestions.get(demand.suggestion, seen_by=actor)


def _read(demand: Demand, suggestion: Suggestion | None) -> tuple[UUID, str, Cause]:
    if suggestion:
        if demand.matter or demand.organ or demand.trigger:
            raise TriggerUnclear
        cause = Cause(suggestion.trigger, demand.ground, suggestion.id)
        return suggestion.matter, suggestion.organ, cause
    if demand.matter is None or not demand.organ or not demand.ground:
        raise TriggerUnclear
    return demand.matter, demand.organ, Cause(demand.trigger or OTHER, demand.ground)
