"""The database of an installation, made if the server does not have it yet."""

from urllib.parse import urlsplit, urlunsplit

import asyncpg

from launch.engines import shown
from launch.errors import DatabaseUnreachable

UNREACHABLE = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)


async def is_there(admin: str) -> bool:
    """Whether the server has this database already; nothing is made."""
    try:
        connection = await asyncpg.connect(admin, timeout=10)
    except asyncpg.InvalidCatalogNameError:
        return False
    except UNREACHABLE as fault:
        raise DatabaseUnreachable(address=shown(admin), reason=fault) from fault
    await connection.close()
    return True


async def create_database(admin: str) -> None:
    """Does nothing where it exists already. Roles and schemas are the migrations' business."""
    try:
        await _connect_or_create(admin)
    except UNREACHABLE as fault:
        raise DatabaseUnreachable(address=shown(admin), reason=fault) from fault


async def _connect_or_create(admin: str) -> None:
    try:
        connection = await asyncpg.connect(admin, timeout=10)
    except asyncpg.InvalidCatalogNameError:
        parts = urlsplit(admin)
        connection = await asyncpg.connect(urlunsplit(parts._replace(path="/postgres")), timeout=10)
        name = await connection.fetchval("SELECT quote_ident($1)", parts.path.removeprefix("/"))
        await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
