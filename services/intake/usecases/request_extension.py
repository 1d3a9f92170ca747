"""The handler asks the head of the organ for more time, once, with the reason (Art. 34)."""

from uuid import UUID

from chassis.kernel import Principal
from services.intake.domain import answering
from services.intake.domain.matter import Matter
from services.intake.domain.permissions import REQUEST_EXTENSIONS
from services.intake.usecases.ports import Ports


async def request_extension(
    ports: Ports, actor: Principal, matter_id: UUID, days: int, reason: str
) -> Matter:
    actor.require(REQUEST_EXTENSIONS)
    async with ports.transaction(actor) as work:
        matter = await work.matters.get(matter_id, seen_by=actor)
        rules = ports.rulebooks.version(matter.rulebook)
        calendar = ports.rulebooks.calendar(actor.jurisdiction)
        answering.request_extension(
            matter, days, reason, rules=rules, calendar=calendar, by=actor, now=ports.now()
        )
        await work.matters.save(matter)
    return matter
