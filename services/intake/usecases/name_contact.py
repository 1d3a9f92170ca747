"""The one post the petitioner may turn to (首问责任人)."""

from uuid import UUID

from chassis.kernel import Principal
from services.intake.domain import following_up
from services.intake.domain.errors import PostVacant
from services.intake.domain.matter import Matter
from services.intake.domain.permissions import NAME_CONTACTS
from services.intake.usecases.ports import Ports


async def name_contact(ports: Ports, actor: Principal, matter_id: UUID, post: str) -> Matter:
    """Who has the post is asked before: inside, each would wait for a second connection to the
    database, and a few of them for each other."""
    actor.require(NAME_CONTACTS)
    contact = following_up.contact_in(post)
    is_vacant = not await ports.organs.staffed(actor.jurisdiction, {contact})
    async with ports.transaction(actor) as work:
        matter = await work.matters.get(matter_id, seen_by=actor)
        following_up.name_contact(matter, post, by=actor, now=ports.now())
        if is_vacant:
            raise PostVacant(post=contact)
        await work.matters.save(matter)
    return matter
