"""Keyed hashes by which similar texts and the same parties are found again. Open matters only."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import delete

from chassis.aggregates import Store
from chassis.database import Transaction
from chassis.vault import Field, Sealer, Vault
from services.intake.adapters import tables
from services.intake.domain.item import Item
from services.intake.domain.matter import Matter
from services.intake.domain.party import PartyRecord

SAMPLE = 48
"""Grams kept of a text. The smallest hashes are the same ones in equal texts, and mostly the same
in similar ones; the keyed hash makes the choice as good as a draw."""
UNSIGNED = (1 << 64) - 1

INDEXED = {
    "name": Field.NAME,
    "phone": Field.PHONE,
    "id_number": Field.ID_NUMBER,
    "credit_code": Field.CODE,
}
IDENTIFYING = (Field.PHONE, Field.ID_NUMBER, Field.CODE)
"""Two people may share a name; hardly ever these."""


TEXTS = """
    SELECT id, (state -> 'items')::text AS items FROM intake.matters
    WHERE jurisdiction = $1 AND id = ANY ($2) AND readers IS NULL"""
KEEP_GRAMS = """
    INSERT INTO intake.grams (jurisdiction, gram, matter_id)
    SELECT $1::varchar, gram, matter_id
    FROM unnest($2::uuid[], $3::text[]) AS told (matter_id, grams), unnest(grams::bigint[]) AS gram
    ORDER BY gram ON CONFLICT DO NOTHING"""
ITEMS = TypeAdapter(list[Item])


def sampled(vault: Vault, jurisdiction: str, text: str) -> list[int]:
    return sorted(vault.grams(jurisdiction, text), key=UNSIGNED.__and__)[:SAMPLE]


async def words_of(store: Store[Matter], matter: Matter) -> str:
    return _opened(matter.items, await store.sealer(matter.id))


def _opened(items: Sequence[Item], sealer: Sealer) -> str:
    said = [sealer.open(text) for item in items for text in (item.title, item.body)]
    return "\n".join(text for text in said if text)


async def index_texts(work: Transaction, store: Store[Matter], matter: Matter) -> None:
    words = await words_of(store, matter)
    await _keep_grams(work, {matter.id: sampled(store.vault, work.jurisdiction, words)})


async def index_registered(work: Transaction, store: Store[Matter], ids: Collection[UUID]) -> None:
    """The texts of many matters, unless one was sealed before we came to it."""
    rows = await work.connection.exec_driver_sql(TEXTS, (work.jurisdiction, list(ids)))
    said = {row.id: ITEMS.validate_json(row.items) for row in rows}
    await store.fetch_keys(said)
    grams = {}
    for matter_id, items in said.items():
        words = _opened(items, store.sealers[matter_id])
        grams[matter_id] = sampled(store.vault, work.jurisdiction, words)
        await asyncio.sleep(0)  # whoever waits at the door comes between two texts
    await _keep_grams(work, grams)


async def _keep_grams(work: Transaction, grams: Mapping[UUID, Sequence[int]]) -> None:
    told = [f"{{{','.join(map(str, sample))}}}" for sample in grams.values()]
    await work.connection.exec_driver_sql(KEEP_GRAMS, (work.jurisdiction, list(grams), told))


def index_party(work: Transaction, vault: Vault, record: PartyRecord) -> None:
    for name, kind in INDEXED.items():
        text = record.fields.get(name)
        if text is not None and text.clear:
            row = {
                "jurisdiction": work.jurisdiction,
                "kind": kind,
                "index": vault.index(work.jurisdiction, kind, text.clear),
                "party_id": record.id,
                "matter_id": record.matter_id,
            }
            work.buffer.insert(tables.party_index, row)


async def forget(work: Transaction, matter_id: UUID) -> None:
    """Nothing that was sealed is found by its words or its people."""
    for table in (tables.grams, tables.party_index):
        mine = (table.c.jurisdiction == work.jurisdiction, table.c.matter_id == matter_id)
        await work.connection.execute(delete(table).where(*mine))
