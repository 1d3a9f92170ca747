"""Showing who a party is: with a stated purpose, kept in the journal before anything is shown."""

from collections.abc import Mapping
from uuid import UUID

from chassis.kernel import Principal
from services.intake.domain import following_up
from services.intake.domain.errors import NoSuchParty
from services.intake.domain.permissions import REVEAL_PARTIES
from services.intake.usecases.ports import Ports


async def reveal_party(
    ports: Ports, actor: Principal, matter_id: UUID, party_id: UUID, purpose: str
) -> Mapping[str, str]:
    actor.require(REVEAL_PARTIES)
    async with ports.transaction(actor) as work:
        matter = await work.matters.get(matter_id, seen_by=actor)
        following_up.reveal_party(matter, party_id, purpose, by=actor, now=ports.now())
        await work.matters.save(matter)
        record = await work.parties.get(matter_id, party_id)
        if record is None:
            raise NoSuchParty
        return await work.parties.reveal(record)
