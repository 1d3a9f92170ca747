"""A file joins a matter: its bytes go to the store first, then the matter says that it has it."""

from collections.abc import AsyncIterator
from uuid import UUID

from chassis.kernel import Personal, Principal, Refusal
from law.calendar import day_of
from services.intake.domain import attachment, following_up, reading
from services.intake.domain.attachment import Attachment
from services.intake.domain.matter import Matter
from services.intake.domain.permissions import ADD_ATTACHMENTS
from services.intake.domain.reading import MAX_FIELD
from services.intake.usecases.ports import Ports, Stored


async def add_attachment(
    ports: Ports, actor: Principal, matter_id: UUID, name: str, chunks: AsyncIterator[bytes]
) -> Matter:
    """No transaction is open while a slow client sends."""
    actor.require(ADD_ATTACHMENTS)
    name, now = reading.required(name, "name", limit=MAX_FIELD), ports.now()
    async with ports.transaction(actor) as work:
        matter = await work.matters.get(matter_id, seen_by=actor)
    following_up.require_part_in(matter, actor)
    rules = ports.rulebooks.version(matter.rulebook)
    file_id = ports.new_id(now)
    stored = await ports.files.write(actor.jurisdiction, file_id, chunks, attachment.largest(rules))
    try:
        attachment.require_welcome(stored.media_type, stored.size, rules)
        return await _record(ports, actor, matter_id, file_id, name, stored)
    except Refusal:
        await ports.files.remove(actor.jurisdiction, file_id)
        raise


async def _record(
    ports: Ports, actor: Principal, matter_id: UUID, file_id: UUID, name: str, stored: Stored
) -> Matter:
    now = ports.now()
    added = Attachment(
        id=file_id,
        name=Personal(matter_id, name),
        media_type=stored.media_type,
        size=stored.size,
        digest=stored.digest,
        added=day_of(now),
        by=actor.post,
    )
    async with ports.transaction(actor) as work:
        matter = await work.matters.get(matter_id, seen_by=actor)
        following_up.add_attachment(matter, added, by=actor, now=now)
        await work.matters.save(matter)
    return matter
