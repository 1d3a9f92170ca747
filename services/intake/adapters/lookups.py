"""Parties found by what they were told to be called, and who looked for them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select, tuple_

from chassis.aggregates import Kept, Store
from chassis.database import Transaction
from chassis.kernel import Principal
from chassis.vault import Vault
from services.intake.adapters import tables
from services.intake.adapters.indexing import INDEXED
from services.intake.adapters.visibility import visible_to
from services.intake.domain.lookup import Lookup, Sought
from services.intake.domain.states import State
from services.intake.usecases.ports import Found, FoundAt

KEPT: Kept[Lookup] = Kept(
    kind=Lookup,
    table=tables.lookups,
    columns=lambda lookup: {"organ": lookup.organ, "at": lookup.looked_at},
    messages_of=lambda _, __: (),
)


@dataclass(frozen=True, slots=True)
class PostgresLookups:
    work: Transaction
    vault: Vault

    async def find(
        self, sought: Sought, *, seen_by: Principal, after: FoundAt | None, most: int
    ) -> Sequence[Found]:
        p, m, h = tables.party_index.c, tables.matters.c, tables.holdings.c
        here, kind = self.work.jurisdiction, INDEXED[sought.field]
        key = (m.received, m.id, p.party_id)
        held = and_(h.jurisdiction == here, h.organ == seen_by.organ, h.matter_id == p.matter_id)
        statement = (
            select(*key, m.state["parties"].label("parties"))
            .select_from(tables.party_index)
            .join(tables.matters, and_(m.jurisdiction == here, m.id == p.matter_id))
            .join(tables.holdings, held)
            .where(
                p.jurisdiction == here,
                p.kind == kind,
                p.index == self.vault.index(here, kind, sought.value),
                visible_to(seen_by),
                or_(h.is_desk, h.state != State.RETURNED),
            )
            .order_by(*(column.desc() for column in key))
            .limit(most)
        )
        if after:
            statement = statement.where(tuple_(*key) < after)
        rows = await self.work.connection.execute(statement)
        return [
            Found(row.received, row.id, row.party_id, party["role"])
            for row in rows
            for party in row.parties
            if party["id"] == str(row.party_id)
        ]

    async def save(self, lookup: Lookup) -> None:
        await Store(KEPT, self.work, self.vault).save(lookup)
        for party_id in lookup.found:
            row = {
                "jurisdiction": lookup.jurisdiction,
                "party_id": party_id,
                "lookup_id": lookup.id,
            }
            self.work.buffer.insert(tables.lookups_found, row)
