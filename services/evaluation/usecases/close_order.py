"""The answer does: the order is done."""

from uuid import UUID

from chassis.kernel import Principal
from services.evaluation.domain.order import SupervisionOrder
from services.evaluation.domain.permissions import DECIDE_ORDERS
from services.evaluation.usecases.ports import Ports


async def close_order(ports: Ports, actor: Principal, order_id: UUID) -> SupervisionOrder:
    actor.require(DECIDE_ORDERS)
    async with ports.transaction(actor) as work:
        order = await work.orders.get(order_id, seen_by=actor)
        order.close(by=actor, now=ports.now())
        await work.orders.save(order)
    return order
