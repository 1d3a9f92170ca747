"""An organ takes a matter: the act that starts its 60 days."""

from uuid import UUID

from chassis.kernel import Principal
from services.intake.domain import giving
from services.intake.domain.matter import Matter
from services.intake.domain.permissions import ACCEPT_MATTERS
from services.intake.usecases.ports import Ports


async def accept_matter(ports: Ports, actor: Principal, matter_id: UUID) -> Matter:
    actor.require(ACCEPT_MATTERS)
    async with ports.transaction(actor) as work:
        matter = await work.matters.get(matter_id, seen_by=actor)
        rules = ports.rulebooks.version(matter.rulebook)
        giving.accept(matter, rules=rules, by=actor, now=ports.now())
        await work.matters.save(matter)
    return matter
