"""The desk forwards a matter (转送): each organ gets its own clocks and answers for itself."""

from collections.abc import Sequence
from uuid import UUID

from chassis.kernel import Principal
from services.intake.domain import giving
from services.intake.domain.giving import Recipients
from services.intake.domain.matter import Matter
from services.intake.domain.permissions import GIVE_MATTERS
from services.intake.usecases.ports import Ports


async def forward_matter(
    ports: Ports, actor: Principal, matter_id: UUID, lead: str, co_handlers: Sequence[str] = ()
) -> Matter:
    actor.require(GIVE_MATTERS)
    tree = await ports.organs.tree(actor.jurisdiction)
    async with ports.transaction(actor) as work:
        matter = await work.matters.get(matter_id, seen_by=actor)
        rules = ports.rulebooks.version(matter.rulebook)
        to = Recipients.read(lead, co_handlers)
        giving.forward(matter, to, tree=tree, rules=rules, by=actor, now=ports.now())
        await work.matters.save(matter)
    return matter
