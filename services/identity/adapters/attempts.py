"""Counts of attempts at signing in, shared by all replicas, known by keyed hashes only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis import database
from chassis.vault import Field, Vault
from services.identity.adapters.tables import attempts
from services.identity.domain.lockout import ADDRESS, FORGOTTEN_AFTER, Attempts, Limit

ISSUER = "issuer"


@dataclass(frozen=True, slots=True)
class PostgresAttempts:
    engine: AsyncEngine
    vault: Vault

    async def begin(self, login: str, address: str, limit: Limit, now: datetime) -> int:
        """One after the other for one account, so that guesses side by side are counted too."""
        counted: list[tuple[bytes, Limit]] = [(self._key("account", login), limit)]
        if address:
            counted.append((self._key("address", address), ADDRESS))
        async with database.unbound(self.engine) as connection:
            known: list[Attempts] = []
            for key, _ in sorted(counted):
                number = int.from_bytes(key[:8], signed=True)
                await connection.execute(select(func.pg_advisory_xact_lock(number)))
            for key, allowed in counted:
                so_far = await _load(connection, key)
                if seconds := so_far.seconds_locked(allowed, now):
                    return seconds
                known.append(so_far)
            for (key, _), so_far in zip(counted, known, strict=True):
                await _keep(connection, key, so_far.another(now))
        return 0

    async def succeeded(self, login: str, address: str) -> None:
        """The account is clean again. The address only loses this one attempt of the many."""
        key = attempts.c.key
        one_less = func.greatest(attempts.c.failures - 1, 0)
        async with database.unbound(self.engine) as connection:
            await connection.execute(delete(attempts).where(key == self._key("account", login)))
            await connection.execute(
                update(attempts)
                .where(key == self._key("address", address))
                .values(failures=one_less)
            )

    async def forget_old(self, now: datetime) -> None:
        async with database.unbound(self.engine) as connection:
            await connection.execute(
                delete(attempts).where(attempts.c.last_at < now - FORGOTTEN_AFTER)
            )

    def _key(self, kind: str, name: str) -> bytes:
        return self.vault.index(ISSUER, Field.EMAIL, f"{kind}:{name}")


async def _load(connection: AsyncConnection, key: bytes) -> Attempts:
    row = (
        await connection.execute(
            select(attempts.c.failures, attempts.c.last_at).where(attempts.c.key == key)
        )
    ).first()
    return Attempts(*row) if row else Attempts()


async def _keep(connection: AsyncConnection, key: bytes, counted: Attempts) -> None:
    new = {"failures": counted.failures, "last_at": counted.last_at}
    await connection.execute(
        insert(attempts)
        .values({"key": key, **new})
        .on_conflict_do_update(index_elements=["key"], set_=new)
    )
