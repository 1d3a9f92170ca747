"""A registered matter is not accepted (不予受理): on a ground, naming the remedy."""

from uuid import UUID

from chassis.kernel import Principal
from services.intake.domain import closing
from services.intake.domain.matter import Matter
from services.intake.domain.permissions import REFUSE_MATTERS
from services.intake.usecases.ports import Ports


async def refuse_matter(
    ports: Ports, actor: Principal, matter_id: UUID, ground: str, reason: str
) -> Matter:
    actor.require(REFUSE_MATTERS)
    async with ports.transaction(actor) as work:
        matter = await work.matters.get(matter_id, seen_by=actor)
        rules = ports.rulebooks.version(matter.rulebook)
        closing.refuse(matter, ground, reason, rules=rules, by=actor, now=ports.now())
        await work.matters.save(matter)
    return matter
