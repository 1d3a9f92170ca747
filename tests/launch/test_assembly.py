"""The five schemas as they are migrated: what the code expects, and no more rights than needed."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import asyncpg
import pytest
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import create_async_engine

from chassis.migrations import history
from chassis.migrations.history import differences
from chassis.migrations.migrate import Schema
from chassis.token import Issuer
from launch.assembly import SCHEMAS, migrate, serve, trusted
from launch.database import create_database
from launch.engines import SERVICES, Engines
from launch.errors import ChannelUnusable, DatabaseTooNew, ServiceNotBuilt
from launch.folder import prepare
from launch.settings import Settings
from tests.builders import an_id

pytestmark = pytest.mark.engines

WITHOUT_POLICY = {
    "outbox",  # one relay serves all jurisdictions, and nothing personal is in it
    "places",  # which jurisdictions there are, for jobs that visit each
    "calendars",  # holidays are no secret, and one job looks after all places
    "indexing",  # how far each place was gone through, by one job for all of them
    "login_names",  # whoever signs in has no jurisdiction yet; this says which it is
}
OF_ALL_PLACES = {
    "outbox",
    "login_names",
    "attempts",  # of whoever tries to sign in, under a keyed hash
    "signing_keys",  # the issuer is one
    "alembic_version",
}


@pytest.fixture(scope="module")
async def fresh(engines: Engines) -> Engines:
    """Migrated from nothing, twice: what is there already stays."""
    here = replace(engines, database_url=f"{engines.database_url}_{an_id().hex}")
    await create_database(here.admin)
    await migrate(here)
    await migrate(here)
    return here


@pytest.fixture
async def admin(fresh: Engines) -> AsyncIterator["asyncpg.Connection[Any]"]:
    connection = await asyncpg.connect(fresh.admin)
    yield connection
    await connection.close()


async def test_a_schema_that_is_the_newest_is_left_alone(
    fresh: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def touched(*_: object) -> NoReturn:
        raise AssertionError

    monkeypatch.setattr(history, "upgrade", touched)

    await migrate(fresh)


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.service)
def test_a_version_s_file_begins_with_its_number(schema: Schema) -> None:
    """By its name alone it is seen at a start whether there is anything to do."""
    told = {file.stem.partition("_")[0] for file in schema.versions.glob("[0-9]*.py")}

    assert told == history.revisions(schema)


def test_another_issuer_is_trusted_in_its_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEDOOR_ISSUER", "https://sso.example/realms/onedoor")
    monkeypatch.setenv("ONEDOOR_ISSUER_AUDIENCE", "petitions")
    monkeypatch.setenv("ONEDOOR_ISSUER_PERSON_CLAIM", "person_id")
    monkeypatch.setenv("ONEDOOR_ISSUER_JURISDICTION_CLAIM", "county")
    monkeypatch.setenv("ONEDOOR_ISSUER_JWKS", "http://sso.internal/keys")

    assert trusted(Settings()) == Issuer(
        "https://sso.example/realms/onedoor",
        "petitions",
        "person_id",
        "county",
        "http://sso.internal/keys",
    )


async def test_a_service_that_cannot_be_built_is_named_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IDENTITY_WEB_REDIRECTS", "hunter2")
    prepare(tmp_path)

    with pytest.raises(ServiceNotBuilt, match="service identity cannot be put together") as told:
        await serve(Settings(data=tmp_path), ["identity"], asyncio.Event())

    assert "hunter2" not in told.value.say("en")


async def test_whatever_a_service_stumbles_over_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(*_: object) -> NoReturn:
        raise LookupError("no such shelf\nand more")

    monkeypatch.setattr("launch.assembly.BUILD", {"intake": build})
    prepare(tmp_path)

    with pytest.raises(ServiceNotBuilt) as told:
        await serve(Settings(data=tmp_path), ["intake"], asyncio.Event())

    assert told.value.params == {"service": "intake", "reason": "LookupError: no such shelf"}


async def test_a_channel_that_could_tell_nobody_is_named(fresh: Engines, tmp_path: Path) -> None:
    prepare(tmp_path)
    settings = Settings(data=tmp_path, notify={"webhook": SecretStr("hunter2")})

    with pytest.raises(ChannelUnusable, match="URL for webhook") as told:
        await serve(settings.on(fresh, {}), ["alerts"], asyncio.Event())

    assert "hunter2" not in told.value.say("en")


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.service)
async def test_the_migrated_tables_are_those_of_the_code(fresh: Engines, schema: Schema) -> None:
    engine = create_async_engine(fresh.admin.replace("postgresql:", "postgresql+asyncpg:"))
    async with engine.connect() as connection:
        found = await connection.run_sync(differences, schema)
    await engine.dispose()

    assert found == []


async def test_a_database_of_a_newer_version_is_told_and_left_as_it_is(engines: Engines) -> None:
    url = f"{engines.database_url.rpartition('/')[0]}/newer"
    newer = replace(engines, database_url=url)
    await create_database(newer.admin)
    await migrate(newer)
    connection = await asyncpg.connect(newer.admin)
    try:
        await connection.execute("UPDATE alerts.alembic_version SET version_num = '9999'")

        with pytest.raises(DatabaseTooNew, match="alerts stands at 9999"):
            await migrate(newer)

        assert await connection.fetchval("SELECT version_num FROM alerts.alembic_version") == "9999"
    finally:
        await connection.close()


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_signs_in_as_itself_and_owns_nothing(fresh: Engines, service: str) -> None:
    """An owner slips past row-level security."""
    connection = await asyncpg.connect(fresh.database(service))
    owned = await connection.fetchval(
        "SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = current_user"
    )
    above_policies = await connection.fetchval(
        "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    )
    await connection.close()

    assert (owned, above_policies) == (0, False)


async def test_every_table_with_a_jurisdiction_is_forced_to_show_only_that_one(
    admin: "asyncpg.Connection[Any]",
) -> None:
    rows = await admin.fetch(
        "SELECT n.nspname || '.' || c.relname AS name, c.relname AS short,"
        " c.relrowsecurity AND c.relforcerowsecurity AND EXISTS"
        " (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid) AS forced"
        " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'jurisdiction'"
        " WHERE c.relkind = 'r' AND n.nspname = ANY ($1)",
        list(SERVICES),
    )

    assert len(rows) > len(SERVICES)
    open_ = [r["name"] for r in rows if not r["forced"] and r["short"] not in WITHOUT_POLICY]
    assert open_ == []


@pytest.mark.parametrize("service", SERVICES)
async def test_a_journal_is_only_ever_added_to(
    admin: "asyncpg.Connection[Any]", service: str
) -> None:
    rights = await admin.fetch(
        "SELECT privilege_type FROM information_schema.table_privileges"
        " WHERE table_schema = $1 AND table_name = 'journal' AND grantee = $1",
        service,
    )

    assert {row["privilege_type"] for row in rights} == {"SELECT", "INSERT"}


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_may_touch_no_schema_but_its_own(fresh: Engines, service: str) -> None:
    connection = await asyncpg.connect(fresh.database(service))
    may = await connection.fetch(
        "SELECT nspname FROM pg_namespace WHERE nspname = ANY ($1)"
        " AND has_schema_privilege(nspname, 'USAGE')",
        list(SERVICES),
    )
    await connection.close()

    assert [row["nspname"] for row in may] == [service]


@pytest.mark.parametrize("service", SERVICES)
async def test_every_key_begins_with_the_jurisdiction(
    admin: "asyncpg.Connection[Any]", service: str
) -> None:
    """So that a province can be partitioned without a change of code."""
    rows = await admin.fetch(
        "SELECT c.relname AS index, t.relname AS table, a.attname AS first"
        " FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        " JOIN pg_class t ON t.oid = i.indrelid"
        " JOIN pg_namespace n ON n.oid = t.relnamespace"
        " JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]"
        " WHERE i.indisunique AND n.nspname = $1 AND t.relname <> ALL ($2)",
        service,
        list(OF_ALL_PLACES),
    )

    assert [
        f"{row['table']}: {row['index']}" for row in rows if row["first"] != "jurisdiction"
    ] == []
