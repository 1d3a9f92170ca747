"""Rows that are brought by COPY, held to what the service would have written."""

import json
from datetime import UTC, datetime
from random import Random
from uuid import UUID

import asyncpg
import pytest

from bench import filling
from bench.filling import COLUMNS, COMMONEST, RARE, RARE_ONES, Sample, Words
from bench.house import PLACE
from chassis.ciphers import DataKey
from chassis.vault import Field, MasterKey, Vault
from launch import assembly
from launch.engines import Engines
from services.intake.adapters import tables

VAULT = Vault(MasterKey(b"k" * 32))
SAMPLE = Sample(
    UUID(int=1),
    {"items": [{"channel": "letter"}], "parties": [{"role": "petitioner"}]},
    b"head",
    datetime(2026, 9, 16, tzinfo=UTC),
)
MANY = 300
ROWS = filling._rows(SAMPLE, VAULT, range(MANY), MANY)


def by_name(table: str) -> list[dict[str, object]]:
    return [dict(zip(COLUMNS[table].split(), row, strict=True)) for row in ROWS[table]]


def test_the_columns_are_those_of_the_tables_and_leave_out_what_may_be_null() -> None:
    for name, told in COLUMNS.items():
        table = tables.metadata.tables[f"intake.{name}"]
        needed = {column.name for column in table.c if not column.nullable}
        assert needed <= set(told.split()) <= {column.name for column in table.c}, name


def test_every_matter_is_sealed_and_found_by_the_code_that_serves() -> None:
    keys = {row["owner"]: row["wrapped"] for row in by_name("keys")}
    holds = {COMMONEST: 0, RARE: 0}
    for matter, words in zip(by_name("matters"), by_name("words"), strict=True):
        id_ = matter["id"]
        assert isinstance(id_, UUID)
        key = VAULT.unwrap(PLACE, id_, keys[id_])  # type: ignore[arg-type]  # bytes, as all of them
        text = opened(id_, key, str(matter["state"]))
        assert sorted(VAULT.pairs(PLACE, text)) == sorted(words["pairs"])  # type: ignore[call-overload]
        for word in holds:
            holds[word] += word in text

    assert holds[RARE] == RARE_ONES
    assert MANY / 5 < holds[COMMONEST] < MANY / 2


def opened(matter: UUID, key: DataKey, state: str) -> str:
    (item,) = json.loads(state)["items"]
    said = (VAULT.open(PLACE, matter, key, item[name]["sealed"]) for name in ("title", "body"))
    return "\n".join(said)


def test_names_are_found_by_the_index_of_the_vault() -> None:
    name = Words(Random(0)).name(7)  # noqa: S311 - made-up people
    sought = VAULT.index(PLACE, Field.NAME, name)

    found = {row["matter_id"] for row in by_name("party_index") if row["index"] == sought}

    assert found == {filling._id(7, 0)}


@pytest.mark.engines
async def test_indexes_are_there_again_afterwards(engines: Engines) -> None:
    await assembly.migrate(engines)
    connection = await asyncpg.connect(engines.admin)
    made = "SELECT indexname FROM pg_indexes WHERE schemaname = 'alerts' ORDER BY indexname"
    try:
        before = await connection.fetch(made)
        async with filling.without_indexes(connection, "alerts", ("deadlines", "matters")):
            meanwhile = await connection.fetch(made)

        assert await connection.fetch(made) == before
        assert len(meanwhile) < len(before)
    finally:
        await connection.close()
