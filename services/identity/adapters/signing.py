"""The issuer's keys: private parts sealed in the database, public parts for everybody."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet
from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis import database
from chassis.vault import Vault
from services.identity.adapters.tables import signing_keys
from services.identity.domain.signing import SigningKey, signs_now
from services.identity.domain.tokens import Issuance, Issued, LogoutHint

ISSUER = "issuer"
ALGORITHM = "ES256"
REMEMBERED_SECONDS = 30.0
ONE_AT_A_TIME = 7_311_043
"""Key of the advisory lock: replicas that start together make one first key."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys as they stood when they were read."""

    rows: tuple[Row[Any], ...]
    signing: ECKey | None

    def public(self, now: datetime) -> list[Mapping[str, Any]]:
        return [row.public for row in self.rows if _rule(row).is_published(now)]


@dataclass(slots=True)
class PostgresSigner:
    engine: AsyncEngine
    vault: Vault
    issuer: str
    now: Callable[[], datetime]
    new_id: Callable[[datetime], UUID]
    _remembered: tuple[float, Keyring] = field(default=(0.0, Keyring((), None)))

    async def sign(self, issuance: Issuance) -> Issued:
        access, identity = issuance.access, issuance.identity
        return Issued(
            access_token=await self._sign("at+jwt", access.claims()),
            scope=access.scope,
            id_token=await self._sign("JWT", identity.claims()) if identity else None,
            refresh_token=issuance.refresh.text if issuance.refresh else None,
        )

    async def _sign(self, kind: str, claims: dict[str, Any]) -> str:
        keyring = await self._keyring()
        key = keyring.signing
        if key is None:
            await self.rotate(self.now(), only_if_due=True)
            key = (await self._keyring()).signing
        assert key is not None  # noqa: S101 - rotating has just made it
        header = {"alg": ALGORITHM, "kid": key.kid, "typ": kind}
        return jwt.encode(header, claims, key, algorithms=[ALGORITHM])

    async def read_hint(self, id_token: str) -> LogoutHint | None:
        try:
            keys = KeySet([ECKey.import_key(dict(key)) for key in await self.published()])
            claims = jwt.decode(id_token, keys, algorithms=[ALGORITHM]).claims
            if claims["iss"] != self.issuer:
                return None
            session = UUID(claims["sid"])
        except (JoseError, ValueError, KeyError):
            return None
        return LogoutHint(claims["jurisdiction"], session, claims["aud"])

    async def published(self) -> Sequence[Mapping[str, Any]]:
        keyring = await self._keyring()
        if keyring.signing is None:
            await self.rotate(self.now(), only_if_due=True)
            keyring = await self._keyring()
        return keyring.public(self.now())

    async def rotate(self, now: datetime, *, only_if_due: bool) -> bool:
        """Whether a new key was made; replicas that ask together make one between them."""
        async with database.unbound(self.engine) as connection:
            await connection.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
            standing = signs_now([_rule(row) for row in await _rows(connection)])
            if standing and only_if_due and not standing.is_due_for_rotation(now):
                return False
            k = signing_keys.c
            await connection.execute(
                update(signing_keys).where(k.retired_at.is_(None)).values(retired_at=now)
            )
            await connection.execute(
                update(signing_keys)
                .where(k.retired_at.is_not(None))
                .values(wrapped=None, sealed=None)
            )
            await connection.execute(insert(signing_keys).values(self._new_key(now)))
        self._remembered = (0.0, self._remembered[1])
        return True

    def _new_key(self, now: datetime) -> dict[str, Any]:
        key = ECKey.generate_key("P-256", {"use": "sig", "alg": ALGORITHM}, auto_kid=True)
        data_key, key_id = self.vault.new_key(), self.new_id(now)
        private = json.dumps(key.as_dict(private=True))
        return {
            "kid": key.kid,
            "id": key_id,
            "public": key.as_dict(private=False),
            "wrapped": self.vault.wrap(ISSUER, key_id, data_key),
            "sealed": self.vault.seal(ISSUER, key_id, data_key, private),
            "made_at": now,
            "retired_at": None,
        }

    async def _keyring(self) -> Keyring:
        read_again_at, keyring = self._remembered
        if keyring.signing and time.monotonic() < read_again_at:
            return keyring
        async with database.unbound(self.engine) as connection:
            rows = await _rows(connection)
        keyring = Keyring(tuple(rows), self._open(rows))
        self._remembered = (time.monotonic() + REMEMBERED_SECONDS, keyring)
        return keyring

    def _open(self, rows: Sequence[Row[Any]]) -> ECKey | None:
        standing = signs_now([_rule(row) for row in rows])
        if standing is None:
            return None
        row = next(row for row in rows if row.kid == standing.kid)
        data_key = self.vault.unwrap(ISSUER, row.id, row.wrapped)
        return ECKey.import_key(json.loads(self.vault.open(ISSUER, row.id, data_key, row.sealed)))


async def _rows(connection: AsyncConnection) -> Sequence[Row[Any]]:
    return (await connection.execute(select(signing_keys).order_by(signing_keys.c.made_at))).all()


def _rule(row: Row[Any]) -> SigningKey:
    return SigningKey(row.kid, row.made_at, row.retired_at)
