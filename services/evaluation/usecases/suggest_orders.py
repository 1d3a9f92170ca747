"""Something happened at an organ: suggest an order, once for each thing that happened."""

from collections.abc import Sequence
from uuid import UUID

from chassis.kernel import Actor
from services.evaluation.domain.suggestion import Suggestion
from services.evaluation.domain.triggers import Occasion
from services.evaluation.usecases.ports import ConsumerPorts, MatterKnown

MACHINERY = Actor(UUID(int=0), "evaluation-suggest-orders", "")


async def suggest_orders(
    ports: ConsumerPorts, *told: tuple[MatterKnown, Sequence[Occasion]]
) -> None:
    """Nothing is made of a sealed matter, nor of one brought over from before."""
    rules = ports.rulebooks.current(ports.jurisdiction)
    async with ports.transaction() as work:
        known = await work.matters.meet_all([matter for matter, _ in told])
        suggestions = (
            _suggestion(ports, matter, occasion)
            for matter, occasions in told
            if not (known[matter.matter].sealed or known[matter.matter].historical)
            for occasion in occasions
            if occasion.counts(rules)
        )
        for suggestion in {each.id: each for each in suggestions}.values():
            if await work.suggestions.find(suggestion.id) is None:
                await work.suggestions.save(suggestion)


def _suggestion(ports: ConsumerPorts, matter: MatterKnown, occasion: Occasion) -> Suggestion:
    where, now = ports.jurisdiction, ports.now()
    return Suggestion.of(occasion, matter.matter, jurisdiction=where, by=MACHINERY, now=now)
