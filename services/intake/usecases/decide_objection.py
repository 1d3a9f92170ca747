"""The sender decides an objection: the matter comes back, or the organ keeps it."""

from uuid import UUID

from chassis.kernel import Principal
from services.intake.domain import giving
from services.intake.domain.matter import Matter
from services.intake.domain.permissions import DECIDE_OBJECTIONS
from services.intake.usecases.ports import Ports


async def decide_objection(
    ports: Ports, actor: Principal, matter_id: UUID, organ: str, *, upheld: bool, reason: str
) -> Matter:
    actor.require(DECIDE_OBJECTIONS)
    async with ports.transaction(actor) as work:
        matter = await work.matters.get(matter_id, seen_by=actor)
        giving.decide_objection(
            matter, organ, upheld=upheld, reason=reason, by=actor, now=ports.now()
        )
        await work.matters.save(matter)
    return matter
