"""What a petitioner sees with their query code: the whole way of the matter, and who looked."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from chassis import database
from chassis.aggregates import Store
from chassis.database import MACHINERY, Transaction
from chassis.kernel import Personal
from chassis.vault import Vault
from law.calendar import day_of
from services.intake.adapters import lookups, tables
from services.intake.domain import query_code
from services.intake.domain.errors import QueryCodeWrong
from services.intake.domain.matter import Matter
from services.intake.queries.matters import MatterQueries

REVEALED = b'"fact":"PartyRevealed"'


@dataclass(frozen=True, slots=True)
class Reveal:
    """Somebody opened the petitioner's own data, or found them by name or number."""

    at: datetime
    organ: str
    purpose: str | None


@dataclass(frozen=True, slots=True)
class Renewed:
    """Somebody on the staff gave out a new query code."""

    on: date
    organ: str
    late: bool
    ground: str | None


@dataclass(frozen=True, slots=True)
class Opened:
    """How often an organ opened the matter, or a file of it, on a day."""

    on: date
    organ: str
    times: int


@dataclass(frozen=True, slots=True)
class Progress:
    matter: Matter
    reveals: Sequence[Reveal]
    renewals: Sequence[Renewed]
    opened: Sequence[Opened]


class ProgressQueries(MatterQueries):
    async def get_progress(self, jurisdiction: str, code: str) -> Progress:
        """Of the matter it was linked into, if it was. Only their own parties' reveals."""
        m, keeping = tables.matters.c, self.keeping
        code_hash = query_code.hashed(jurisdiction, code)
        async with database.transaction(keeping.engine, jurisdiction, MACHINERY) as work:
            store = Store(keeping.kept, work, keeping.vault)
            found = await work.connection.scalar(
                select(m.id).where(m.jurisdiction == jurisdiction, m.query_code_hash == code_hash)
            )
            first = await store.get(found) if found else None
            if first is None:
                raise QueryCodeWrong
            matter = await store.get(first.linked_into) if first.linked_into else first
            if matter is None:
                raise QueryCodeWrong
            own = {party.id for party in first.parties}
            if matter.sealed:
                # Who opened the data of a sealed matter would show who looks into it.
                return Progress(matter, [], [], [])
            reveals = []
            for subject in dict.fromkeys((first.id, matter.id)):
                reveals += await _reveals(work, store, subject, own)
            reveals += await _lookups(work, keeping.vault, own)
            sealer = await store.sealer(first.id)
            renewals = [
                Renewed(r.on, r.organ, r.late, sealer.open(r.ground) if r.ground else None)
                for r in first.renewals
            ]
            opened = await _opened(work, {first.id, matter.id})
        reveals.sort(key=lambda reveal: reveal.at)
        return Progress(matter, reveals, renewals, opened)


async def _opened(work: Transaction, matters: Iterable[UUID]) -> list[Opened]:
    """By organ and day: whom of the staff it was, is for those who look into a complaint."""
    r = tables.reads.c
    statement = select(r.organ, r.at).where(
        r.jurisdiction == work.jurisdiction, r.matter_id.in_(matters)
    )
    found = Counter((day_of(row.at), row.organ) for row in await work.connection.execute(statement))
    return [Opened(on, organ, times) for (on, organ), times in sorted(found.items())]


async def _reveals(
    work: Transaction, store: Store[Matter], subject: UUID, own: set[UUID]
) -> list[Reveal]:
    """Read from the journal: what is told to the petitioner is what was recorded."""
    j = tables.machinery.journal.c
    bodies = await work.connection.scalars(
        select(j.body).where(j.jurisdiction == work.jurisdiction, j.subject == subject)
    )
    sealer, found = await store.sealer(subject), []
    for body in bodies:
        if REVEALED not in body:
            continue
        told = json.loads(body)["told"]
        if UUID(told["party_id"]) in own:
            purpose = Personal(UUID(told["purpose"]["key"]), sealed=told["purpose"]["sealed"])
            at = datetime.fromisoformat(told["at"])
            found.append(Reveal(at, told["by"]["organ"], sealer.open(purpose)))
    return found


async def _lookups(work: Transaction, vault: Vault, own: set[UUID]) -> list[Reveal]:
    looked, f = tables.lookups.c, tables.lookups_found.c
    found_them = select(f.lookup_id).where(f.jurisdiction == work.jurisdiction, f.party_id.in_(own))
    statement = select(tables.lookups).where(
        looked.jurisdiction == work.jurisdiction, looked.id.in_(found_them)
    )
    store = Store(lookups.KEPT, work, vault)
    told = [store.read(row) for row in (await work.connection.execute(statement)).mappings()]
    await store.fetch_keys(lookup.id for lookup in told)
    return [
        Reveal(one.looked_at, one.organ, store.sealers[one.id].open(one.purpose)) for one in told
    ]
