"""Looking for a person in the matters of one's organ; kept in the journal before it is shown."""

from collections.abc import Sequence
from dataclasses import replace

from chassis.kernel import Principal
from services.intake.domain.lookup import Lookup, Sought
from services.intake.domain.permissions import READ_MATTERS, REVEAL_PARTIES
from services.intake.usecases.ports import Found, FoundAt, Ports


async def find_parties(
    ports: Ports, actor: Principal, sought: Sought, *, after: FoundAt | None, most: int
) -> Sequence[Found]:
    """The newest first. To look again, with whatever Idempotency-Key, is to look once more."""
    actor.require(REVEAL_PARTIES)
    actor.require(READ_MATTERS)
    now = ports.now()
    async with ports.transaction(actor) as work:
        found = await work.lookups.find(sought, seen_by=actor, after=after, most=most)
        lookup = Lookup.of(
            ports.new_id(now),
            actor.jurisdiction,
            sought,
            [one.party_id for one in found],
            by=replace(actor, once=None),
            now=now,
        )
        await work.lookups.save(lookup)
    return found
