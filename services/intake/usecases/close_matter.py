"""An organ closes its part once its answer was served; the last part closes the matter."""

from uuid import UUID

from chassis.kernel import Principal
from services.intake.domain import closing
from services.intake.domain.matter import Matter
from services.intake.domain.permissions import CLOSE_MATTERS
from services.intake.usecases.ports import Ports


async def close_matter(ports: Ports, actor: Principal, matter_id: UUID) -> Matter:
    actor.require(CLOSE_MATTERS)
    async with ports.transaction(actor) as work:
        matter = await work.matters.get(matter_id, seen_by=actor)
        rules = ports.rulebooks.version(matter.rulebook)
        closing.close(matter, rules=rules, by=actor, now=ports.now())
        await work.matters.save(matter)
    return matter
