"""The answer does not do: back to the organ, with the reason and the term once more."""

from uuid import UUID

from chassis.kernel import Principal
from services.evaluation.domain.order import SupervisionOrder
from services.evaluation.domain.permissions import DECIDE_ORDERS
from services.evaluation.usecases.ports import Ports


async def return_answer(
    ports: Ports, actor: Principal, order_id: UUID, reason: str
) -> SupervisionOrder:
    actor.require(DECIDE_ORDERS)
    async with ports.transaction(actor) as work:
        order = await work.orders.get(order_id, seen_by=actor)
        rules = ports.rulebooks.current(actor.jurisdiction)
        order.return_(reason, rules=rules, by=actor, now=ports.now())
        await work.orders.save(order)
    return order
