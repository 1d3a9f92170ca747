"""The head of the organ extends the handling term; the petitioner must be told why."""

from uuid import UUID

from chassis.kernel import Principal
from services.intake.domain import answering
from services.intake.domain.matter import Matter
from services.intake.domain.permissions import APPROVE_EXTENSIONS
from services.intake.usecases.ports import Ports


async def approve_extension(ports: Ports, actor: Principal, matter_id: UUID) -> Matter:
    actor.require(APPROVE_EXTENSIONS)
    async with ports.transaction(actor) as work:
        matter = await work.matters.get(matter_id, seen_by=actor)
        calendar = ports.rulebooks.calendar(actor.jurisdiction)
        answering.decide_extension(
            matter, approved=True, calendar=calendar, by=actor, now=ports.now()
        )
        await work.matters.save(matter)
    return matter
