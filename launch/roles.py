"""The database and one login role per service: made if missing, on our PostgreSQL or another's."""

from urllib.parse import urlsplit, urlunsplit

import asyncpg

from launch.engines import Engines, shown
from launch.errors import DatabaseUnreachable

UNREACHABLE = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)


async def prepare_database(engines: Engines) -> None:
    """A login role owns nothing: what owns the tables slips past row-level security."""
    try:
        connection = await _connect(engines.admin)
    except UNREACHABLE as fault:
        raise DatabaseUnreachable(address=shown(engines.admin), reason=fault) from fault
    try:
        for role, password in engines.database_passwords.items():
            known = await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role)
            verb = "ALTER" if known else "CREATE"
            statement = await connection.fetchval(
                "SELECT format($1, $2::text, $3::text)",
                f"{verb} ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD %L",
                role,
                password,
            )
            await connection.execute(statement)
    finally:
        await connection.close()


async def _connect(url: str) -> asyncpg.Connection:
    try:
        return await asyncpg.connect(url, timeout=10)
    except asyncpg.InvalidCatalogNameError:
        parts = urlsplit(url)
        server = await asyncpg.connect(urlunsplit(parts._replace(path="/postgres")), timeout=10)
        try:
            name = await server.fetchval("SELECT quote_ident($1)", parts.path.removeprefix("/"))
            await server.execute(f"CREATE DATABASE {name}")
        finally:
            await server.close()
        return await asyncpg.connect(url, timeout=10)
