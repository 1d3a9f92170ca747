"""One letter about several things becomes several matters, each with its own requests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from chassis.kernel import Personal, Principal
from services.intake.domain import joining, query_code
from services.intake.domain.errors import NoSuchParty
from services.intake.domain.joining import Parted, Share
from services.intake.domain.matter import Matter
from services.intake.domain.party import PartyRecord
from services.intake.domain.permissions import SPLIT_MATTERS
from services.intake.usecases.ports import Ports, Work
from services.intake.usecases.register_petitions import Registered


@dataclass(frozen=True, slots=True)
class Part:
    """What one of the new matters is about, as it was handed in: `title` and `body`."""

    fields: Mapping[str, str]
    requests: Sequence[str]


@dataclass(frozen=True, slots=True)
class Split:
    source: Matter
    parts: list[Registered]


async def split_matter(
    ports: Ports,
    actor: Principal,
    matter_id: UUID,
    parts: Sequence[Part],
    item_id: UUID | None = None,
) -> Split:
    actor.require(SPLIT_MATTERS)
    async with ports.transaction(actor) as work:
        source = await work.matters.get(matter_id, seen_by=actor)
        parted = joining.split(
            source,
            [Share.read(part.fields, part.requests) for part in parts],
            item_id=item_id,
            rules=ports.rulebooks.version(source.rulebook),
            by=actor,
            quiet=replace(actor, once=None),
            now=ports.now(),
            new_id=ports.new_id,
        )
        await work.matters.save(source)
        registered = [await _register(ports, work, part, source.id) for part in parted]
    return Split(source, registered)


async def _register(ports: Ports, work: Work, part: Parted, source: UUID) -> Registered:
    matter, code = part.matter, query_code.spelled(ports.new_code())
    matter.query_code_hash = query_code.hashed(matter.jurisdiction, code)
    await work.matters.save(matter)
    records = [
        await _copy(work, source, part.origins[party.id], party.id, matter.id)
        for party in matter.parties
    ]
    return Registered(matter, code, (), records)


async def _copy(
    work: Work, source: UUID, original: UUID, party_id: UUID, matter_id: UUID
) -> PartyRecord:
    """Each matter's party has a key of its own: erasing one leaves the others."""
    record = await work.parties.get(source, original)
    if record is None:
        raise NoSuchParty
    fields = await work.parties.reveal(record)
    copy = PartyRecord(
        party_id,
        matter_id,
        record.kind,
        {name: Personal(party_id, text) for name, text in fields.items()},
    )
    await work.parties.save(copy)
    return copy
