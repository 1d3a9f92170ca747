"""Something happened at an organ: suggest an order, once for each thing that happened."""

from collections.abc import Sequence
from uuid import UUID

from chassis.kernel import Actor
from services.evaluation.domain.suggestion import Suggestion
from services.evaluation.domain.triggers import Occasion
from services.evaluation.usecases.ports import ConsumerPorts, MatterKnown

MACHINERY = Actor(UUID(int=0), "evaluation-suggest-orders", "")


async def suggest_orders(
    ports: ConsumerPorts, told: MatterKnown, occasions: Sequence[Occasion]
) -> None:
    """Nothing is made of a sealed matter, nor of one brought over from before."""
    rules = ports.rulebooks.current(ports.jurisdiction)
    counting = [occasion for occasion in occasions if occasion.counts(rules)]
    async with ports.transaction() as work:
        known = await work.matters.meet(told)
        if known.sealed or known.historical:
            return
        for occasion in counting:
            suggestion = Suggestion.of(
                occasion,
                told.matter,
                jurisdiction=ports.jurisdiction,
                by=MACHINERY,
                now=ports.now(),
            )
            if await work.suggestions.find(suggestion.id) is None:
                await work.suggestions.save(suggestion)
