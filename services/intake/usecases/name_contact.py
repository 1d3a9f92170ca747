"""The one post the petitioner may turn to (首问责任人)."""

from uuid import UUID

from chassis.kernel import Principal
from services.intake.domain import following_up
from services.intake.domain.errors import PostVacant
from services.intake.domain.matter import Matter
from services.intake.domain.permissions import NAME_CONTACTS
from services.intake.usecases.ports import Ports


async def name_contact(ports: Ports, actor: Principal, matter_id: UUID, post: str) -> Matter:
    actor.require(NAME_CONTACTS)
    async with ports.transaction(actor) as work:
        matter = await work.matters.get(matter_id, seen_by=actor)
        following_up.name_contact(matter, post, by=actor, now=ports.now())
        if not await ports.organs.staffed(actor.jurisdiction, {matter.contact}):
            raise PostVacant(post=matter.contact)
        await work.matters.save(matter)
    return matter
