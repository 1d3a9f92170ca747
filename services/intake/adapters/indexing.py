"""Keyed hashes by which words, similar texts and the same parties are found. Open matters only."""

import asyncio
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import delete

from chassis.aggregates import Store
from chassis.database import Transaction
from chassis.kernel import Personal
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
    SELECT id, (state -> 'items')::text AS items, (state ->> 'linked_into')::uuid AS linked_into
    FROM intake.matters WHERE jurisdiction = $1 AND id = ANY ($2) AND readers IS NULL"""
STILL_OPEN = """
    SELECT id, received FROM intake.matters
    WHERE jurisdiction = $1 AND id = ANY ($2) AND readers IS NULL ORDER BY id FOR SHARE"""
HELD_STILL = "SELECT id FROM intake.matters WHERE jurisdiction = $1 AND id = $2 FOR UPDATE"
BOTH = "(SELECT array_agg(DISTINCT pair) FROM unnest(kept.pairs || excluded.pairs) AS pair)"
"""Whoever comes later adds to what is there, so that it does not matter who does."""
KEEP_TEXTS = f"""
    WITH told AS (
        SELECT * FROM unnest($2::uuid[], $3::date[], $4::text[], $5::text[])
        AS told (matter_id, received, sample, pairs)
    ), words AS (
        INSERT INTO intake.words AS kept (jurisdiction, matter_id, received, pairs)
        SELECT $1::varchar, matter_id, received, pairs::int[] FROM told
        ON CONFLICT (jurisdiction, matter_id) DO UPDATE SET pairs = {BOTH}
    )
    INSERT INTO intake.grams (jurisdiction, gram, matter_id)
    SELECT $1::varchar, gram, matter_id FROM told, unnest(sample::bigint[]) AS gram
    ORDER BY gram ON CONFLICT DO NOTHING"""  # noqa: S608 - an expression of our own
JOIN_TEXTS = f"""
    WITH words AS (
        INSERT INTO intake.words AS kept (jurisdiction, matter_id, received, pairs)
        SELECT w.jurisdiction, m.id, m.received, w.pairs
        FROM intake.words AS w JOIN intake.matters AS m ON m.jurisdiction = $1 AND m.id = $3
        WHERE w.jurisdiction = $1 AND w.matter_id = $2
        ON CONFLICT (jurisdiction, matter_id) DO UPDATE SET pairs = {BOTH}
    )
    INSERT INTO intake.grams (jurisdiction, gram, matter_id)
    SELECT jurisdiction, gram, $3 FROM intake.grams
    WHERE jurisdiction = $1 AND matter_id = $2 ORDER BY gram ON CONFLICT DO NOTHING"""  # noqa: S608 - the same
ITEMS = TypeAdapter(list[Item])


@dataclass(frozen=True, slots=True)
class Words:
    """What is kept of a text: every pair of characters, and a sample of pairs and triples."""

    pairs: Collection[int]
    sample: Collection[int]

    @classmethod
    def of(cls, vault: Vault, jurisdiction: str, text: str) -> Self:
        return cls(vault.pairs(jurisdiction, text), sampled(vault, jurisdiction, text))


def sampled(vault: Vault, jurisdiction: str, text: str) -> list[int]:
    return sorted(vault.grams(jurisdiction, text), key=UNSIGNED.__and__)[:SAMPLE]


async def words_of(store: Store[Matter], matter: Matter) -> str:
    return opened(matter.items, await store.sealer(matter.id))


def opened(items: Sequence[Item], sealer: Sealer) -> str:
    """Each text on a line of its own: no word goes across."""
    said = [sealer.open(text) for item in items for text in (item.title, item.body)]
    return "\n".join(text for text in said if text)


def opened_as_kept(items: str, sealer: Sealer) -> list[str | None]:
    """The same texts one by one, read out of what is kept without the rest of it."""
    kept = [text for item in json.loads(items) for text in (item["title"], item["body"])]
    return [sealer.open(Personal(UUID(text["key"]), sealed=text["sealed"])) for text in kept]


async def index_texts(work: Transaction, store: Store[Matter], matter: Matter) -> None:
    words = Words.of(store.vault, work.jurisdiction, await words_of(store, matter))
    await _keep(work, [(matter.id, matter.received, words)])


async def index_registered(work: Transaction, store: Store[Matter], ids: Collection[UUID]) -> None:
    """The texts of many matters; of those linked since, for the matter they were linked into."""
    joined = await _index(work, store, ids)
    if joined:
        await _index(work, store, joined)


async def _index(work: Transaction, store: Store[Matter], ids: Collection[UUID]) -> set[UUID]:
    here = work.jurisdiction
    rows = (await work.connection.exec_driver_sql(TEXTS, (here, list(ids)))).all()
    said = {row.id: ITEMS.validate_json(row.items) for row in rows}
    await store.fetch_keys(said)
    words = {}
    for matter_id, items in said.items():
        words[matter_id] = Words.of(store.vault, here, opened(items, store.sealers[matter_id]))
        await asyncio.sleep(0)  # whoever waits at the door comes between two texts
    # Whoever seals one now waits for this commit, and then takes its words away again.
    still = await work.connection.exec_driver_sql(STILL_OPEN, (here, list(words)))
    await _keep(work, [(row.id, row.received, words[row.id]) for row in still])
    return {row.linked_into for row in rows if row.linked_into}


async def _keep(work: Transaction, told: Sequence[tuple[UUID, date, Words]]) -> None:
    if not told:
        return
    ids, received, words = zip(*told, strict=True)
    arrays = [[_array(each.sample) for each in words], [_array(each.pairs) for each in words]]
    await work.connection.exec_driver_sql(
        KEEP_TEXTS, (work.jurisdiction, list(ids), list(received), *arrays)
    )


def _array(numbers: Collection[int]) -> str:
    return f"{{{','.join(map(str, numbers))}}}"


async def join_texts(work: Transaction, source: UUID, target: UUID) -> None:
    """The target is found by what the source says, from the same commit on."""
    await work.connection.exec_driver_sql(JOIN_TEXTS, (work.jurisdiction, source, target))


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
    """Nothing that was sealed is found by its words or its people.

    Whoever is indexing it ends first, and nobody begins before the seal is there to be read.
    """
    await work.connection.exec_driver_sql(HELD_STILL, (work.jurisdiction, matter_id))
    for table in (tables.words, tables.grams, tables.party_index):
        mine = (table.c.jurisdiction == work.jurisdiction, table.c.matter_id == matter_id)
        await work.connection.execute(delete(table).where(*mine))
