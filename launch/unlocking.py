"""Whether the master key of this place is the one that its data was sealed under."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.ciphers import CannotOpen
from chassis.database import MACHINERY
from chassis.vault import Vault
from launch.errors import MasterKeyWrong


async def require_key(
    vault: Vault, engine: AsyncEngine, keys: Table, places: Sequence[str], file: Path
) -> None:
    """Asked before anything is sealed: under a new key the old could not be read any more, and
    nobody would know until somebody looks."""
    for place in places:
        one = (
            select(keys.c.subject, keys.c.wrapped)
            .where(keys.c.jurisdiction == place, keys.c.wrapped.is_not(None))
            .limit(1)
        )
        async with database.transaction(engine, place, MACHINERY) as work:
            found = (await work.connection.execute(one)).first()
        if found:
            try:
                vault.unwrap(place, found.subject, found.wrapped)
            except CannotOpen as fault:
                raise MasterKeyWrong(file=file) from fault
