"""The organ answers in writing: what it says, and what it has done."""

from uuid import UUID

from chassis.kernel import Principal
from services.evaluation.domain.order import SupervisionOrder
from services.evaluation.domain.permissions import ANSWER_ORDERS
from services.evaluation.usecases.ports import Ports


async def answer_order(
    ports: Ports, actor: Principal, order_id: UUID, statement: str, measures: str
) -> SupervisionOrder:
    actor.require(ANSWER_ORDERS)
    async with ports.transaction(actor) as work:
        order = await work.orders.get(order_id, seen_by=actor)
        order.answer(statement, measures, by=actor, now=ports.now())
        await work.orders.save(order)
    return order
