"""What the database itself holds back, asked directly under each service's login role."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import Table

from chassis.database import JURISDICTION, MACHINERY, READER
from launch import assembly
from launch.assembly import SCHEMAS
from launch.engines import SERVICES, Engines
from tests.access.county import BARRED, BUREAU, CENTRE, COUNTY, DISCIPLINE, LEAD, STRANGER
from tests.access.stage import Stage
from tests.builders import somewhere

pytestmark = pytest.mark.engines

IN_EVERY_SCHEMA = {
    "outbox": "one relay serves all jurisdictions; an event holds nothing personal",
}
OPEN = {
    "alerts.places": "where anything was ever heard of: codes of jurisdictions, nothing else",
    "intake.calendars": "public holidays, looked after for all places by one job",
    "mediation.calendars": "the same, as intake told them",
    "evaluation.calendars": "the same, as intake told them",
    "intake.indexing": "how far the index of older words has come: codes of jurisdictions and ids",
    "identity.login_names": "a login name leads to its jurisdiction, so it comes before it",
    "identity.attempts": "keyed hashes of who tried, in no jurisdiction yet",
    "identity.signing_keys": "the issuer's, one for all; private parts are sealed by the vault",
}
TRUSTED = {
    "intake.matters_with": "an index of words cannot be asked past a policy; "
    "tests/intake/adapters/test_indexing.py shows that it keeps places apart",
    "alerts.open_in_cells": "a policy asks each row who may read it, which no narrow index knows; "
    "tests/alerts/usecases/test_recount_board.py shows that it keeps places apart, and people out",
}
"""Functions that do more than whoever calls them might do."""
TABLES = [table for schema in SCHEMAS for table in schema.metadata.tables.values()]
GUARDED = [t for t in TABLES if t.name not in IN_EVERY_SCHEMA and t.fullname not in OPEN]
SEALED = [table for table in GUARDED if "readers" in table.c]
KNOWN_READERS = {
    "intake": {BUREAU, DISCIPLINE},
    "mediation": {CENTRE},
    "evaluation": {BUREAU, LEAD},
    "alerts": {BUREAU, DISCIPLINE, LEAD, CENTRE},
}
DENIED = asyncpg.InsufficientPrivilegeError
ANYTHING = {
    str: "'x'",
    bool: "false",
    int: "1",
    date: "'2026-09-16'",
    datetime: "'2026-09-16T12:00Z'",
    UUID: "gen_random_uuid()",
    bytes: "'x'",
    list: "'{}'",
    object: "'{}'",
}
"""In SQL, by the kind of the column; JSON is any object."""
RIGHTS_ON_COLUMNS = ["SELECT", "INSERT", "UPDATE", "REFERENCES"]
VIEWS = {"v": "view", "m": "materialised view", "f": "foreign table"}
"""A view reads as its owner does, and no policy stands on the other two."""


@asynccontextmanager
async def login(
    engines: Engines, service: str, jurisdiction: str = "", reader: str = ""
) -> AsyncIterator[Any]:
    """As the service's own connections do, with settings or without any."""
    connection = await asyncpg.connect(engines.database(service))
    try:
        for setting, value in ((JURISDICTION, jurisdiction), (READER, reader)):
            if value:
                await connection.execute("SELECT set_config($1, $2, false)", setting, value)
        yield connection
    finally:
        await connection.close()


async def counted(connection: Any, table: Table, where: str) -> int:
    statement = f"SELECT count(*) FROM {table.fullname} WHERE jurisdiction = $1"
    return int(await connection.fetchval(statement, where))


@asynccontextmanager
async def owner_of_all(engines: Engines) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(engines.admin)
    try:
        yield connection
    finally:
        await connection.close()


def _fullname(table: Table) -> str:
    return str(table.fullname)


@pytest.fixture(scope="module")
async def filled(engines: Engines) -> AsyncIterator[str]:
    """A place where every guarded table holds one row, whether or not anything brings one about."""
    await assembly.migrate(engines)
    place = somewhere()
    async with owner_of_all(engines) as connection:
        # Rows here refer to nothing, so that each stands alone.
        await connection.execute("SET session_replication_role = replica")
        for table in GUARDED:
            needed = {c.name: ANYTHING[c.type.python_type] for c in table.c if not c.nullable}
            row = needed | {"jurisdiction": f"'{place}'"}
            names, values = ", ".join(row), ", ".join(row.values())
            await connection.execute(f"INSERT INTO {table.fullname} ({names}) VALUES ({values})")
        yield place
        for table in GUARDED:
            await connection.execute(f"DELETE FROM {table.fullname} WHERE jurisdiction = $1", place)


async def test_every_table_is_guarded_or_says_why_not(engines: Engines, filled: str) -> None:
    async with owner_of_all(engines) as connection:
        rows = await connection.fetch(
            "SELECT relnamespace::regnamespace::text AS schema, relname AS name, "
            "relrowsecurity AND relforcerowsecurity AS guarded "
            "FROM pg_class WHERE relkind IN ('r', 'p') "
            "AND relnamespace::regnamespace::text = ANY ($1)",
            list(SERVICES),
        )

    unguarded = {f"{row['schema']}.{row['name']}" for row in rows if not row["guarded"]}
    outboxes = {f"{service}.{name}" for service in SERVICES for name in IN_EVERY_SCHEMA}
    versions = {f"{service}.alembic_version" for service in SERVICES}
    assert unguarded == {*OPEN, *outboxes, *versions}
    assert {f"{row['schema']}.{row['name']}" for row in rows} - versions == {
        *map(_fullname, TABLES)
    }


async def test_nothing_stands_beside_the_tables_that_shows_their_rows(
    engines: Engines, filled: str
) -> None:
    async with owner_of_all(engines) as connection:
        rows = await connection.fetch(
            "SELECT oid::regclass::text AS name, relkind::text AS kind FROM pg_class "
            "WHERE relkind::text = ANY ($1) AND relnamespace::regnamespace::text = ANY ($2)",
            list(VIEWS),
            [*SERVICES, "public"],
        )

    assert [f"{row['name']} is a {VIEWS[row['kind']]}" for row in rows] == []


@pytest.mark.parametrize("table", GUARDED, ids=_fullname)
async def test_a_row_is_seen_in_its_own_jurisdiction_only(
    engines: Engines, filled: str, table: Table
) -> None:
    seen = {}
    for name, setting in {
        "none": "",
        "another": somewhere(),
        "the province above": filled[:2],
        "one that begins alike": f"{filled}0",
        "a pattern": "%",
        "this": filled,
    }.items():
        async with login(engines, str(table.schema), setting, MACHINERY) as connection:
            seen[name] = await counted(connection, table, filled)

    assert seen == dict.fromkeys(seen, 0) | {"this": 1}


@pytest.mark.parametrize("table", GUARDED, ids=_fullname)
async def test_a_row_is_written_in_its_own_jurisdiction_only(
    engines: Engines, filled: str, table: Table
) -> None:
    """Neither smuggled in, nor moved out, nor changed or taken away from elsewhere."""
    service, elsewhere = str(table.schema), somewhere()
    columns = [c.name for c in table.c if c.computed is None and c.name != "jurisdiction"]
    named = ", ".join(columns)
    moved = f"UPDATE {table.fullname} SET jurisdiction = '{elsewhere}'"
    async with login(engines, service, filled, MACHINERY) as connection:
        rights = {
            right
            for right in ("UPDATE", "DELETE")
            if await connection.fetchval(
                "SELECT has_table_privilege($1, $2)", table.fullname, right
            )
        }
        with pytest.raises(DENIED, match="row-level security"):
            await connection.execute(
                f"INSERT INTO {table.fullname} (jurisdiction, {named}) "
                f"SELECT '{elsewhere}', {named} FROM {table.fullname}"
            )
        if "UPDATE" in rights:
            with pytest.raises(DENIED, match="row-level security"):
                await connection.execute(moved)
    async with login(engines, service, elsewhere, MACHINERY) as connection:
        if "UPDATE" in rights:
            assert await connection.execute(f"{moved} WHERE jurisdiction = '{filled}'") == (
                "UPDATE 0"
            )
        if "DELETE" in rights:
            assert await connection.execute(f"DELETE FROM {table.fullname}") == "DELETE 0"


async def test_how_many_deadlines_are_open_is_told_to_machinery_of_their_place_alone(
    engines: Engines, filled: str
) -> None:
    told = {}
    for who in ((filled, MACHINERY), (filled, BUREAU), (filled, ""), (somewhere(), MACHINERY)):
        async with login(engines, "alerts", *who) as connection:
            told[who] = await connection.fetchval("SELECT sum(open) FROM alerts.open_in_cells()")

    assert told == dict.fromkeys(told) | {(filled, MACHINERY): 1}


@pytest.mark.parametrize("table", SEALED, ids=_fullname)
async def test_a_sealed_row_is_seen_by_its_readers_only(
    engines: Engines, stage: Stage, table: Table
) -> None:
    service, here = str(table.schema), stage.county.here
    statement = f"SELECT coalesce(array_agg(readers::text), '{{}}') FROM {table.fullname} "
    statement += "WHERE jurisdiction = $1 AND readers IS NOT NULL"
    seen: dict[str, int] = {}
    for reader in ("", BARRED, COUNTY, STRANGER, LEAD, BUREAU, DISCIPLINE, CENTRE):
        async with login(engines, service, here, reader) as connection:
            found = await connection.fetchval(statement, here)
            assert all(reader in readers for readers in found), f"{reader} sees {found}"
            seen[reader] = len(found)
    async with login(engines, service, here, MACHINERY) as connection:
        there = await connection.fetchval(statement, here)

    assert there, "nothing sealed was there to be seen"
    assert {reader for reader, count in seen.items() if count} <= KNOWN_READERS[service]


@pytest.mark.parametrize("service", SERVICES)
async def test_a_login_role_is_nobody_special(engines: Engines, stage: Stage, service: str) -> None:
    async with owner_of_all(engines) as connection:
        role = await connection.fetchrow(
            "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication "
            "FROM pg_roles WHERE rolname = $1",
            service,
        )
        owned = await connection.fetchval(
            "SELECT count(*) FROM pg_class WHERE relowner::regrole::text = $1", service
        )
        member_of = await connection.fetchval(
            "SELECT count(*) FROM pg_auth_members WHERE member = $1::regrole", service
        )
        trusted = await connection.fetchval(
            "SELECT array_agg(pronamespace::regnamespace || '.' || proname) FROM pg_proc "
            "WHERE prosecdef AND pronamespace::regnamespace::text = ANY ($1)",
            list(SERVICES),
        )

    assert set(role.values()) == {False}
    assert (owned, member_of) == (0, 0)
    assert set(trusted) == set(TRUSTED)


@pytest.mark.parametrize("service", SERVICES)
async def test_a_login_role_can_do_nothing_about_its_limits(
    engines: Engines, stage: Stage, service: str
) -> None:
    table = f"{service}.journal"
    async with login(engines, service, stage.county.here, MACHINERY) as connection:
        for statement in (
            f"CREATE TABLE {service}.mine (id int)",
            "CREATE TABLE public.mine (id int)",
            "CREATE SCHEMA mine",
            "CREATE ROLE mine",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
            f"DROP POLICY jurisdiction ON {table}",
            f"CREATE POLICY mine ON {table} USING (true)",
            f"ALTER TABLE {table} OWNER TO {service}",
            f"SET ROLE {service}_owner",
            "SET ROLE onedoor",
            "SET SESSION AUTHORIZATION onedoor",
            f"ALTER TABLE {service}.outbox DISABLE TRIGGER wake",
            f"COPY {table} TO PROGRAM 'cat'",
            "SELECT pg_read_file('PG_VERSION')",
        ):
            with pytest.raises(DENIED):
                await connection.execute(statement)
        await connection.execute("SET row_security = off")
        with pytest.raises(DENIED, match="row-level security"):
            await connection.fetch(f"SELECT * FROM {table}")


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_reads_and_writes_in_no_other_services_schema(
    engines: Engines, stage: Stage, service: str
) -> None:
    others = [table.fullname for table in TABLES if table.schema != service]
    async with login(engines, service, stage.county.here, MACHINERY) as connection:
        for other in others:
            for statement in (
                f"SELECT * FROM {other} LIMIT 1",
                f"INSERT INTO {other} DEFAULT VALUES",
                f"UPDATE {other} SET jurisdiction = jurisdiction",
                f"DELETE FROM {other}",
            ):
                with pytest.raises(DENIED, match="permission denied"):
                    await connection.fetch(statement)


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_has_no_right_of_any_kind_in_anothers_schema(
    engines: Engines, stage: Stage, service: str
) -> None:
    """Nor on one column of a table; what it may do in its own shows that the question is right."""
    others = [table.fullname for table in TABLES if table.schema != service]
    async with owner_of_all(engines) as connection:
        rights = await connection.fetch(
            "SELECT name, of_kind FROM unnest($2::text[]) name, unnest($3::text[]) of_kind "
            "WHERE has_table_privilege($1, name, of_kind) OR CASE WHEN of_kind = ANY ($4) "
            "THEN has_any_column_privilege($1, name, of_kind) ELSE false END",
            service,
            [*others, f"{service}.journal"],
            [*RIGHTS_ON_COLUMNS, "DELETE", "TRUNCATE", "TRIGGER", "MAINTAIN"],
            RIGHTS_ON_COLUMNS,
        )
        schemas = await connection.fetch(
            "SELECT name FROM unnest($2::text[]) name "
            "WHERE has_schema_privilege($1, name, 'USAGE, CREATE')",
            service,
            list(SERVICES),
        )

    journal = f"{service}.journal"
    assert {(row["name"], row["of_kind"]) for row in rights} == {
        (journal, "SELECT"),
        (journal, "INSERT"),
    }
    assert [row["name"] for row in schemas] == [service]


@pytest.mark.parametrize("service", SERVICES)
async def test_a_journal_is_only_added_to(engines: Engines, stage: Stage, service: str) -> None:
    table = f"{service}.journal"
    async with login(engines, service, stage.county.here, MACHINERY) as connection:
        for statement in (
            f"UPDATE {table} SET jurisdiction = jurisdiction",
            f"DELETE FROM {table}",
            f"TRUNCATE {table}",
        ):
            with pytest.raises(DENIED):
                await connection.execute(statement)
