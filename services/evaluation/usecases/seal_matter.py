"""A matter turned out to be an accusation: suggestions forget it, orders hide it."""

from uuid import UUID

from services.evaluation.usecases.ports import ConsumerPorts, MatterKnown
from services.evaluation.usecases.suggest_orders import MACHINERY


async def seal_matter(ports: ConsumerPorts, matter: UUID, version: int) -> None:
    async with ports.transaction() as work:
        await work.matters.meet(MatterKnown(matter, version, sealed=True))
        for suggestion in await work.suggestions.of_matter(matter):
            suggestion.forget(by=MACHINERY, now=ports.now())
            if suggestion.facts:
                await work.suggestions.save(suggestion)
        for order in await work.orders.of_matter(matter):
            order.seal(by=MACHINERY, now=ports.now())
            if order.facts:
                await work.orders.save(order)
