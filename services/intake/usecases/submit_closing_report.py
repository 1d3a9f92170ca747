"""An organ reports to its assigner that the matter is done (办结报告)."""

from uuid import UUID

from chassis.kernel import Principal
from services.intake.domain import closing
from services.intake.domain.matter import Matter
from services.intake.domain.permissions import SUBMIT_REPORTS
from services.intake.usecases.ports import Ports


async def submit_closing_report(
    ports: Ports, actor: Principal, matter_id: UUID, text: str
) -> Matter:
    actor.require(SUBMIT_REPORTS)
    async with ports.transaction(actor) as work:
        matter = await work.matters.get(matter_id, seen_by=actor)
        closing.submit_report(matter, text, by=actor, now=ports.now())
        await work.matters.save(matter)
    return matter
