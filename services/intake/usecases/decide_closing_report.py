"""The assigner approves a closing report, which closes the part, or returns it for rework."""

from uuid import UUID

from chassis.kernel import Principal
from services.intake.domain import closing
from services.intake.domain.matter import Matter
from services.intake.domain.permissions import DECIDE_REPORTS
from services.intake.usecases.ports import Ports


async def decide_closing_report(
    ports: Ports,
    actor: Principal,
    matter_id: UUID,
    organ: str,
    *,
    approved: bool,
    reason: str = "",
) -> Matter:
    """A return needs its reason."""
    actor.require(DECIDE_REPORTS)
    async with ports.transaction(actor) as work:
        matter = await work.matters.get(matter_id, seen_by=actor)
        rules, now = ports.rulebooks.version(matter.rulebook), ports.now()
        if approved:
            closing.approve_report(matter, organ, rules=rules, by=actor, now=now)
        else:
            closing.return_report(matter, organ, reason, rules=rules, by=actor, now=now)
        await work.matters.save(matter)
    return matter
