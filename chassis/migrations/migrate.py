"""Bring a database to the newest schema: roles first, then each service's versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import create_async_engine

HERE = Path(__file__).parent
ONE_AT_A_TIME = 7_311_042
"""Key of the advisory lock: two platforms that start together migrate one after the other."""


@dataclass(frozen=True, slots=True)
class Schema:
    """A service's tables as its code sees them, and the folder of their history."""

    service: str
    metadata: MetaData
    versions: Path


class RevisionUnknown(Exception):
    """A later version brought this schema further than our history goes."""

    def __init__(self, service: str, revision: str) -> None:
        super().__init__(service, revision)
        self.service = service
        self.revision = revision


async def migrate(admin: str, schemas: Sequence[Schema], passwords: Mapping[str, str]) -> None:
    """`admin` may create roles; `passwords` are those of the login roles, set anew each time."""
    engine = create_async_engine(admin.replace("postgresql://", "postgresql+asyncpg://"))
    try:
        async with engine.begin() as connection:
            await connection.execute(
                text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME}
            )
            for schema in schemas:
                await connection.run_sync(_prepare, schema.service, passwords[schema.service])
                await connection.run_sync(_upgrade, schema)
    finally:
        await engine.dispose()


async def make_roles(admin: str, services: Sequence[str], passwords: Mapping[str, str]) -> None:
    """Before a dump is loaded, which names them as owners and grants them their rights."""
    engine = create_async_engine(admin.replace("postgresql://", "postgresql+asyncpg://"))
    try:
        async with engine.begin() as connection:
            for service in services:
                await connection.run_sync(_make_roles, service, passwords[service])
    finally:
        await engine.dispose()


def revisions(schema: Schema) -> frozenset[str]:
    """The versions from which this code goes on."""
    history = ScriptDirectory.from_config(_places(schema))
    return frozenset(version.revision for version in history.walk_revisions())


def differences(connection: Connection, schema: Schema) -> list[object]:
    """What the code's tables and the migrated ones disagree about."""

    def ours(name: str | None, kind: str, _: object) -> bool:
        return kind != "schema" or name == schema.service

    options = {
        "include_schemas": True,
        "include_name": ours,
        "version_table_schema": schema.service,
    }
    context = MigrationContext.configure(connection, opts=options)
    return list(compare_metadata(context, schema.metadata))


def new_version(connection: Connection, schema: Schema, message: str, *, number: str) -> None:
    """Write the next version file from what the code's tables have and the database lacks."""
    command.revision(_config(connection, schema), message, autogenerate=True, rev_id=number)


def _prepare(connection: Connection, service: str, password: str) -> None:
    _make_roles(connection, service, password)
    connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {service} AUTHORIZATION {service}_owner"))
    connection.execute(text(f"GRANT USAGE ON SCHEMA {service} TO {service}"))


def _make_roles(connection: Connection, service: str, password: str) -> None:
    def missing(role: str) -> bool:
        known = text("SELECT 1 FROM pg_roles WHERE rolname = :role")
        return connection.scalar(known, {"role": role}) is None

    if missing(f"{service}_owner"):
        connection.execute(text(f"CREATE ROLE {service}_owner NOLOGIN"))
    if missing(service):
        connection.execute(text(f"CREATE ROLE {service} LOGIN"))
    if password:
        quoted = connection.scalar(text("SELECT quote_literal(:password)"), {"password": password})
        connection.execute(text(f"ALTER ROLE {service} PASSWORD {quoted}"))
    connection.execute(text(f"GRANT {service}_owner TO CURRENT_USER"))


def _upgrade(connection: Connection, schema: Schema) -> None:
    connection.execute(text(f"SET LOCAL ROLE {schema.service}_owner"))
    options = {"version_table_schema": schema.service}
    stands_at = MigrationContext.configure(connection, opts=options).get_current_heads()
    for revision in set(stands_at) - revisions(schema):
        raise RevisionUnknown(schema.service, revision)
    command.upgrade(_config(connection, schema), "head")
    connection.execute(text("RESET ROLE"))


def _config(connection: Connection, schema: Schema) -> Config:
    config = _places(schema)
    config.attributes.update(
        connection=connection, service=schema.service, metadata=schema.metadata
    )
    return config


def _places(schema: Schema) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("version_locations", str(schema.versions))
    config.set_main_option("path_separator", "newline")
    return config
