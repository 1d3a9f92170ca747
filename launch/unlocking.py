"""Whether the master key of this place is the one that its data was sealed under."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from sqlalchemy import select

from chassis import database
from chassis.ciphers import CannotOpen
from chassis.database import MACHINERY
from chassis.runtime import Service
from chassis.vault import Vault
from launch.errors import MasterKeyWrong


async def require_key(
    vault: Vault, services: Iterable[Service], places: Sequence[str], file: Path
) -> None:
    """Asked before anything is sealed: under a new key the old could not be read any more, and
    nobody would know until somebody looks."""
    for service in services:
        keys = service.machinery.keys
        for place in places:
            one = (
                select(keys.c.subject, keys.c.wrapped)
                .where(keys.c.jurisdiction == place, keys.c.wrapped.is_not(None))
                .limit(1)
            )
            async with database.transaction(service.engine, place, MACHINERY) as work:
                found = (await work.connection.execute(one)).first()
            if found:
                try:
                    vault.unwrap(place, found.subject, found.wrapped)
                except CannotOpen as fault:
                    raise MasterKeyWrong(file=file) from fault
