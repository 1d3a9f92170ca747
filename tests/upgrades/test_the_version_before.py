"""While machines are changed one by one, two versions of a service work on one database."""

import asyncio
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from launch.assembly import SCHEMAS, migrate
from launch.engines import Engines
from tests.journeys.house import House
from tests.upgrades.previous import NAMED, CannotBeHad, Named, Previous, lay_out
from tools.older_folder import live

pytestmark = pytest.mark.engines

ASKED = Path(__file__).with_name("told_by_before.py")
PASSED = 0
PATIENCE_SECONDS = 1800

COLUMNS = """
    SELECT format('%s.%s', table_schema, table_name) AS of, column_name AS name,
        is_nullable = 'YES' OR column_default IS NOT NULL OR is_identity = 'YES' AS may_be_left_out
    FROM information_schema.columns WHERE table_schema = ANY($1)"""
KEPT_IN = """
    SELECT table_schema AS service, table_name AS name FROM information_schema.columns
    WHERE table_schema = ANY($1) AND column_name = 'state' AND data_type = 'jsonb'"""
AGGREGATES = """
    SELECT kept.jurisdiction, kept.id::text, kept.version, encode(kept.head, 'hex') AS head,
        kept.state, (SELECT min(kind) FROM {service}.journal AS j
            WHERE j.jurisdiction = kept.jurisdiction AND j.subject = kept.id) AS kind
    FROM {service}.{name} AS kept"""


@pytest.fixture(scope="module")
def before() -> Iterator[Previous]:
    try:
        previous = lay_out(Named.read(NAMED.read_text(encoding="utf-8")))
    except CannotBeHad as reason:
        pytest.skip(str(reason))
    yield previous
    shutil.rmtree(previous.folder)


def test_it_is_tried_with_its_own_code(before: Previous) -> None:
    told = before.run("-c", "import chassis, services.intake; print(chassis.__file__)")

    assert told.stdout.startswith(str(before.folder)), told.stderr


@pytest.mark.timeout(PATIENCE_SECONDS)
def test_its_tests_pass_on_the_schema_of_today(before: Previous) -> None:
    ran = before.pytest(*before.named.tests, marked="engines and not long")

    assert ran.returncode == PASSED, ran.stdout + ran.stderr


@pytest.mark.long
@pytest.mark.timeout(PATIENCE_SECONDS)
def test_all_its_tests_of_services_pass_on_the_schema_of_today(before: Previous) -> None:
    ran = before.pytest(*before.named.long, marked="engines and not long")

    assert ran.returncode == PASSED, ran.stdout + ran.stderr


async def test_what_it_uses_is_there_and_what_it_does_not_know_it_may_leave_out(
    before: Previous, engines: Engines
) -> None:
    used: dict[str, list[str]] = json.loads(before.run(str(ASKED), "columns").stdout)
    await migrate(engines)

    there = await columns(engines)

    assert {
        f"{table}.{column}"
        for table, names in used.items()
        for column in names
        if column not in there.get(table, {})
    } == set()
    assert {
        f"{table}.{column}"
        for table, names in used.items()
        for column, may_be_left_out in there[table].items()
        if column not in names and not may_be_left_out
    } == set()


def test_it_can_read_what_is_written_today(before: Previous, house: House) -> None:
    live(house)
    rows = asyncio.run(aggregates(house.engines))

    ran = before.run(str(ASKED), "read", told="\n".join(map(json.dumps, rows)))

    assert ran.stdout == str(len(rows)), ran.stderr
    assert {"matter", "order", "referral"} <= {row["kind"] for row in rows}


async def columns(engines: Engines) -> dict[str, dict[str, bool]]:
    there: dict[str, dict[str, bool]] = {}
    for row in await asked(engines, COLUMNS):
        there.setdefault(row["of"], {})[row["name"]] = row["may_be_left_out"]
    return there


async def aggregates(engines: Engines) -> list[dict[str, Any]]:
    tables = await asked(engines, KEPT_IN)
    found = [row for table in tables for row in await asked(engines, AGGREGATES.format(**table))]
    return [dict(row) | {"state": json.loads(row["state"])} for row in found]


async def asked(engines: Engines, statement: str) -> "list[asyncpg.Record]":
    services = [schema.service for schema in SCHEMAS]
    connection = await asyncpg.connect(engines.admin)
    try:
        return await connection.fetch(statement, *([services] if "$1" in statement else []))
    finally:
        await connection.close()
