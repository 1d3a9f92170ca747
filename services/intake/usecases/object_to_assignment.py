"""An organ objects to a matter it was given: out of its scope (Art. 23)."""

from uuid import UUID

from chassis.kernel import Principal
from services.intake.domain import giving
from services.intake.domain.matter import Matter
from services.intake.domain.permissions import RAISE_OBJECTIONS
from services.intake.usecases.ports import Ports


async def object_to_assignment(
    ports: Ports, actor: Principal, matter_id: UUID, ground: str
) -> Matter:
    actor.require(RAISE_OBJECTIONS)
    async with ports.transaction(actor) as work:
        matter = await work.matters.get(matter_id, seen_by=actor)
        rules = ports.rulebooks.version(matter.rulebook)
        calendar = ports.rulebooks.calendar(actor.jurisdiction)
        giving.object_to(matter, ground, rules=rules, calendar=calendar, by=actor, now=ports.now())
        await work.matters.save(matter)
    return matter
