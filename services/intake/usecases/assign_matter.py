"""The desk assigns a matter (交办): with a deadline, and a closing report to approve."""

from collections.abc import Sequence
from uuid import UUID

from chassis.kernel import Principal
from services.intake.domain import giving
from services.intake.domain.giving import Recipients
from services.intake.domain.matter import Matter
from services.intake.domain.permissions import GIVE_MATTERS
from services.intake.usecases.ports import Ports


async def assign_matter(
    ports: Ports,
    actor: Principal,
    matter_id: UUID,
    lead: str,
    co_handlers: Sequence[str] = (),
    days: int | None = None,
) -> Matter:
    actor.require(GIVE_MATTERS)
    tree = await ports.organs.tree(actor.jurisdiction)
    async with ports.transaction(actor) as work:
        matter = await work.matters.get(matter_id, seen_by=actor)
        rules = ports.rulebooks.version(matter.rulebook)
        to = Recipients.read(lead, co_handlers)
        giving.assign(matter, to, days=days, tree=tree, rules=rules, by=actor, now=ports.now())
        await work.matters.save(matter)
    return matter
