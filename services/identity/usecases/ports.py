"""What identity's use cases need from outside."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from law.calendar import day_of
from services.identity.domain.application import Applications
from services.identity.domain.authorization import Code
from services.identity.domain.errors import PostHeld
from services.identity.domain.lockout import Limit
from services.identity.domain.organ import Organ
from services.identity.domain.particulars import Particulars
from services.identity.domain.person import Person
from services.identity.domain.session import Grant, RefreshToken, Session
from services.identity.domain.tokens import Issuance, Issued, LogoutHint


class OrganStore(Protocol):
    async def get(self, code: str) -> Organ:
        """Raises `NoSuchOrgan`."""
        ...

    async def tree(self) -> Mapping[str, Particulars]: ...
    async def save(self, organ: Organ) -> None: ...


class PersonStore(Protocol):
    async def get(self, person: UUID) -> Person:
        """Raises `NoSuchPerson`."""
        ...

    async def holder_of(self, post: str, today: date) -> UUID | None: ...
    async def save(self, person: Person) -> None: ...


class SecretStore(Protocol):
    """Passwords and the secrets of machines, hashed."""

    async def of(self, person: UUID) -> str | None: ...
    def keep(self, person: UUID, hashed: str) -> None: ...


class SessionStore(Protocol):
    async def find(self, digest: bytes) -> Session | None: ...
    async def get(self, session: UUID) -> Session | None: ...
    def open(self, session: Session) -> None: ...
    async def end(self, session: UUID, now: datetime) -> None:
        """With all the grants that were made in it."""
        ...

    async def end_all_of(self, person: UUID, now: datetime) -> None: ...


class GrantStore(Protocol):
    """Codes and refresh tokens are taken at most once, however many ask at the same time."""

    def keep_code(self, code: Code) -> None: ...
    async def take_code(self, digest: bytes, now: datetime) -> Code | None: ...
    async def family_of_code(self, digest: bytes) -> UUID | None: ...
    def open(self, grant: Grant) -> None: ...
    async def get(self, grant: UUID) -> Grant | None: ...
    async def revoke(self, grant: UUID, now: datetime) -> None: ...
    def keep_refresh(self, token: RefreshToken) -> None: ...
    async def take_refresh(self, digest: bytes, now: datetime) -> RefreshToken | None: ...
    async def family_of_refresh(self, digest: bytes) -> UUID | None: ...


@dataclass(frozen=True, slots=True)
class Work:
    """What one transaction may touch. Leaving it writes everything; an exception, nothing."""

    organs: OrganStore
    people: PersonStore
    secrets: SecretStore
    sessions: SessionStore
    grants: GrantStore

    async def require_free(self, post: str, person: UUID, now: datetime) -> None:
        """A post belongs to an organ of ours, and to nobody else."""
        await self.organs.get(post.partition("/")[0])
        if await self.people.holder_of(post, day_of(now)) not in (None, person):
            raise PostHeld(post=post)


@dataclass(frozen=True, slots=True)
class Login:
    """Where a login name leads, before anybody is known to be who they say."""

    jurisdiction: str
    person: UUID


class Logins(Protocol):
    async def find(self, login: str) -> Login | None: ...


class Attempts(Protocol):
    async def begin(self, login: str, address: str, limit: Limit, now: datetime) -> int:
        """Count an attempt at signing in, or say how many seconds none is let through."""
        ...

    async def succeeded(self, login: str, address: str) -> None: ...


class Passwords(Protocol):
    """Slow on purpose, and as slow for somebody who does not exist."""

    async def hash(self, password: str) -> str: ...
    async def verify(self, hashed: str | None, password: str) -> bool: ...


class Signer(Protocol):
    """The signing keys: the newest signs, those retired lately still verify."""

    async def sign(self, issuance: Issuance) -> Issued: ...
    async def read_hint(self, id_token: str) -> LogoutHint | None:
        """Of an ID token of ours, even when it has run out; None for anything else."""
        ...

    async def published(self) -> Sequence[Mapping[str, Any]]: ...
    async def rotate(self, now: datetime, *, only_if_due: bool) -> bool: ...


class Realm(Protocol):
    """Where people and machines sign in if not here. It learns who they are, not what they may.

    Raises `RealmAway` or `RealmRefused`.
    """

    async def admit(self, person: Person, word: str = "") -> None:
        """Enter them, or bring up to date what is there; a password or secret is set if given."""
        ...

    async def shut_out(self, person: Person) -> None:
        """They sign in no more, and what is signed in ends. Nothing happens to a stranger."""
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    transaction: Callable[[str], AbstractAsyncContextManager[Work]]
    logins: Logins
    attempts: Attempts
    passwords: Passwords
    signer: Signer
    applications: Applications
    issuer: str
    is_issuer: bool
    """Whether people sign in here."""
    realm: Realm | None
    """The issuer's list of people, if it is another and we keep it."""
    now: Callable[[], datetime]
    new_id: Callable[[datetime], UUID]
