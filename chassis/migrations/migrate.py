"""Bring a database to the newest schema: roles first, then each service's versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import create_async_engine

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
    """At most starts there is nothing to do, and Alembic takes a while to be imported."""
    stands_at = _stands_at(connection, schema.service)
    if stands_at == _newest(schema.versions):
        return
    from chassis.migrations import history  # noqa: PLC0415 - for the few starts that need it

    if stands_at and stands_at not in history.revisions(schema):
        raise RevisionUnknown(schema.service, stands_at)
    connection.execute(text(f"SET LOCAL ROLE {schema.service}_owner"))
    history.upgrade(connection, schema)
    connection.execute(text("RESET ROLE"))


def _stands_at(connection: Connection, service: str) -> str | None:
    kept = f"{service}.alembic_version"
    if connection.scalar(text("SELECT to_regclass(:kept)"), {"kept": kept}) is None:
        return None
    version: str | None = connection.scalar(text(f"SELECT version_num FROM {kept}"))  # noqa: S608 - names of our own
    return version


def _newest(versions: Path) -> str:
    """Each file is named after the version it brings about, and those are numbered."""
    return max(file.stem.partition("_")[0] for file in versions.glob("[0-9]*.py"))
