"""The post that was told says that it knows."""

from uuid import UUID

from chassis.kernel import NotFound, Principal
from services.alerts.domain.delivery import Delivery
from services.alerts.domain.permissions import ACKNOWLEDGE_ALERTS
from services.alerts.usecases.ports import Ports


async def acknowledge_delivery(ports: Ports, actor: Principal, delivery_id: UUID) -> Delivery:
    actor.require(ACKNOWLEDGE_ALERTS)
    async with ports.transaction(actor.jurisdiction) as work:
        delivery = await work.deliveries.get(delivery_id, actor)
        if delivery is None:
            raise NotFound
        answered = delivery.acknowledged(ports.now())
        if answered is not delivery:
            await work.deliveries.save(answered)
    return answered
