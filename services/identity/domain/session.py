"""A sign-in, the grants made in it, and the secrets that stand for them."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from uuid import UUID

DIVISION = re.compile(r"[0-9]{1,12}")
SESSION_LIFETIME = timedelta(hours=12)
REFRESH_LIFETIME = timedelta(hours=12)
GRANT_LIFETIME = timedelta(days=7)
ACCESS_LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Secret:
    """A random text that only its holder has; we keep its hash.

    It begins with its jurisdiction, so that what it stands for is found behind the same row-level
    security as everything else.
    """

    jurisdiction: str
    text: str

    @classmethod
    def make(cls, jurisdiction: str) -> "Secret":
        return cls(jurisdiction, f"{jurisdiction}.{token_urlsafe(32)}")

    @classmethod
    def read(cls, text: str) -> "Secret":
        """Whatever is sent: a forged one is simply found nowhere."""
        place = text.partition(".")[0]
        return cls(place if DIVISION.fullmatch(place) else "", text)

    @property
    def digest(self) -> bytes:
        return sha256(self.text.encode()).digest()

    def __repr__(self) -> str:
        return f"Secret({self.jurisdiction}.•••)"


@dataclass(frozen=True, slots=True)
class Session:
    """One person, signed in with one browser."""

    id: UUID
    jurisdiction: str
    person: UUID
    digest: bytes
    signed_in_at: datetime
    ended_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.signed_in_at + SESSION_LIFETIME


@dataclass(frozen=True, slots=True)
class Grant:
    """What one application was given in one session: the family of its refresh tokens."""

    id: UUID
    jurisdiction: str
    person: UUID
    session: UUID
    client_id: str
    scope: str
    signed_in_at: datetime
    granted_at: datetime
    revoked_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.granted_at + GRANT_LIFETIME


@dataclass(frozen=True, slots=True)
class RefreshToken:
    digest: bytes
    family: UUID
    expires_at: datetime

    @classmethod
    def beside(cls, secret: Secret, grant: Grant, now: datetime) -> "RefreshToken":
        return cls(secret.digest, grant.id, now + REFRESH_LIFETIME)
