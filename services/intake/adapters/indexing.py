"""Keyed hashes by which similar texts and the same parties are found again. Open matters only."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from chassis.aggregates import Store
from chassis.database import Transaction
from chassis.vault import Field, Vault
from services.intake.adapters import tables
from services.intake.domain.matter import Matter
from services.intake.domain.party import PartyRecord

SAMPLE = 48
"""Grams kept of a text. The smallest hashes are the same ones in equal texts, and mostly the same
in similar ones; the keyed hash makes the choice as good as a draw."""
UNSIGNED = 1 << 64

INDEXED = {
    "name": Field.NAME,
    "phone": Field.PHONE,
    "id_number": Field.ID_NUMBER,
    "credit_code": Field.CODE,
}
IDENTIFYING = (Field.PHONE, Field.ID_NUMBER, Field.CODE)
"""Two people may share a name; hardly ever these."""


def sampled(vault: Vault, jurisdiction: str, text: str) -> list[int]:
    return sorted(vault.grams(jurisdiction, text), key=lambda gram: gram % UNSIGNED)[:SAMPLE]


async def words_of(store: Store[Matter], matter: Matter) -> str:
    sealer = await store.sealer(matter.id)
    said = [sealer.open(text) for item in matter.items for text in (item.title, item.body)]
    return "\n".join(text for text in said if text)


async def index_texts(work: Transaction, store: Store[Matter], matter: Matter) -> None:
    words = await words_of(store, matter)
    rows = [
        {"jurisdiction": work.jurisdiction, "gram": gram, "matter_id": matter.id}
        for gram in sampled(store.vault, work.jurisdiction, words)
    ]
    if rows:
        await work.connection.execute(insert(tables.grams).values(rows).on_conflict_do_nothing())


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
