"""What PostgreSQL takes at all on this machine: the least any program could do for a registration.

A case row of 1.4 KB with its timeline, outbox and audit rows, ten index entries, no rules, no
seals, no row-level security.
"""

import asyncio
import os
import re
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import asyncpg

from launch.wheels import environment, postgres_program

TABLES = """
    DROP SCHEMA IF EXISTS limits CASCADE;
    CREATE SCHEMA limits;
    CREATE TABLE limits.cases (
        id uuid PRIMARY KEY, number bigint NOT NULL, status text NOT NULL, desk text NOT NULL,
        received timestamptz NOT NULL, body text NOT NULL);
    CREATE INDEX ON limits.cases (number);
    CREATE INDEX ON limits.cases (status, received);
    CREATE INDEX ON limits.cases (desk, received);
    CREATE TABLE limits.timeline (
        id uuid PRIMARY KEY, case_id uuid NOT NULL, at timestamptz NOT NULL, told text NOT NULL);
    CREATE INDEX ON limits.timeline (case_id, at);
    CREATE TABLE limits.outbox (
        id uuid PRIMARY KEY, position bigint GENERATED ALWAYS AS IDENTITY, payload text NOT NULL);
    CREATE INDEX ON limits.outbox (position);
    CREATE TABLE limits.audit (
        id uuid PRIMARY KEY, case_id uuid NOT NULL, at timestamptz NOT NULL, entry text NOT NULL);
    CREATE INDEX ON limits.audit (case_id);"""
BODY = "x" * 1400
ONE = f"""\\set number random(1, 1000000000)
WITH made AS (
    INSERT INTO limits.cases SELECT uuidv7(), :number, 'registered', 'bureau', now(), '{BODY}'
    RETURNING id
), told AS (
    INSERT INTO limits.timeline SELECT uuidv7(), id, now(), 'registered' FROM made
), out AS (
    INSERT INTO limits.outbox (id, payload) SELECT id, '{BODY[:300]}' FROM made
)
INSERT INTO limits.audit SELECT uuidv7(), id, now(), '{BODY[:300]}' FROM made;
"""  # noqa: S608 - our own constants
MANY = """
    WITH made AS (
        INSERT INTO limits.cases SELECT id, number, 'registered', 'bureau', now(), body
        FROM unnest($1::uuid[], $2::bigint[], $3::text[]) AS rows (id, number, body) RETURNING id
    ), told AS (
        INSERT INTO limits.timeline SELECT uuidv7(), id, now(), 'registered' FROM made
    ), out AS (
        INSERT INTO limits.outbox (id, payload)
        SELECT id, payload FROM unnest($1::uuid[], $4::text[]) AS rows (id, payload)
    )
    INSERT INTO limits.audit SELECT uuidv7(), id, now(), entry
    FROM unnest($1::uuid[], $4::text[]) AS rows (id, entry)"""


@asynccontextmanager
async def tables(database: str) -> AsyncIterator[None]:
    connection = await asyncpg.connect(database)
    try:
        await connection.execute(TABLES)
        yield
        await connection.execute("DROP SCHEMA limits CASCADE")
    finally:
        await connection.close()


def one_statement(database: str, folder: Path, clients: int, seconds: int) -> float:
    """Registrations a second by pgbench: prepared, one statement and one commit for each."""
    script = folder / "one.sql"
    script.write_text(ONE)
    run = subprocess.run(
        [
            postgres_program("pgbench"),
            *("--no-vacuum", "--protocol=prepared", f"--file={script}"),
            *(f"--client={clients}", "--jobs=1", f"--time={seconds}", database),
        ],
        capture_output=True,
        text=True,
        check=True,
        env=environment(),
    )
    found = re.search(r"tps = ([\d.]+)", run.stdout)
    assert found, run.stdout
    return float(found[1])


async def array_inserts(database: str, rows: int, at_once: int, seconds: float) -> float:
    """Registrations a second where one statement and one commit takes many."""
    done, began = 0, time.perf_counter()

    async def insert() -> None:
        nonlocal done
        connection = await asyncpg.connect(database)
        try:
            while time.perf_counter() < began + seconds:
                ids = [UUID(bytes=os.urandom(16)) for _ in range(rows)]
                numbers = list(range(rows))
                await connection.execute(MANY, ids, numbers, [BODY] * rows, [BODY[:300]] * rows)
                done += rows
        finally:
            await connection.close()

    await asyncio.gather(*(insert() for _ in range(at_once)))
    return done / (time.perf_counter() - began)


async def copied(database: str, rows: int) -> float:
    """Cases a second by COPY, of the cases alone."""
    connection = await asyncpg.connect(database)
    try:
        now = await connection.fetchval("SELECT now()")
        records = [
            (UUID(bytes=os.urandom(16)), number, "registered", "bureau", now, BODY)
            for number in range(rows)
        ]
        began = time.perf_counter()
        await connection.copy_records_to_table("cases", schema_name="limits", records=records)
        return rows / (time.perf_counter() - began)
    finally:
        await connection.close()
