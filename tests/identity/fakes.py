"""Identity's ports in memory: what was saved, told and tried, to be looked at afterwards."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from chassis.kernel import Aggregate, Fact, new_id
from services.identity.domain.authorization import Code
from services.identity.domain.errors import NoSuchOrgan, NoSuchPerson, RealmAway
from services.identity.domain.lockout import ADDRESS, Limit
from services.identity.domain.lockout import Attempts as Counted
from services.identity.domain.organ import Organ
from services.identity.domain.particulars import Particulars
from services.identity.domain.person import Person
from services.identity.domain.session import Grant, RefreshToken, Session
from services.identity.domain.tokens import Issuance, Issued, LogoutHint
from services.identity.usecases.ports import Login, Ports, Work
from tests.identity.builders import APPLICATIONS, ISSUER, Clock


@dataclass
class Kept:
    """Everything of one jurisdiction."""

    organs: dict[str, Organ] = field(default_factory=dict)
    people: dict[UUID, Person] = field(default_factory=dict)
    secrets: dict[UUID, str] = field(default_factory=dict)
    sessions: dict[UUID, Session] = field(default_factory=dict)
    codes: dict[bytes, Code] = field(default_factory=dict)
    used_codes: dict[bytes, Code] = field(default_factory=dict)
    grants: dict[UUID, Grant] = field(default_factory=dict)
    refresh: dict[bytes, RefreshToken] = field(default_factory=dict)
    used_refresh: dict[bytes, RefreshToken] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)

    def told(self, aggregate: Aggregate) -> None:
        self.facts += aggregate.take_facts()


@dataclass
class Memory:
    """Work leaves a changed copy behind; an exception leaves nothing."""

    places: dict[str, Kept] = field(default_factory=dict)

    @asynccontextmanager
    async def transaction(self, jurisdiction: str) -> AsyncIterator[Work]:
        draft = deepcopy(self.at(jurisdiction))
        yield Work(Organs(draft), People(draft), Secrets(draft), Sessions(draft), Grants(draft))
        self.places[jurisdiction] = draft

    def at(self, jurisdiction: str) -> Kept:
        return self.places.setdefault(jurisdiction, Kept())

    async def find(self, login: str) -> Login | None:
        for jurisdiction, kept in self.places.items():
            for person in kept.people.values():
                if person.login == login:
                    return Login(jurisdiction, person.id)
        return None


@dataclass
class Organs:
    kept: Kept

    async def get(self, code: str) -> Organ:
        if code not in self.kept.organs:
            raise NoSuchOrgan(organ=code)
        return deepcopy(self.kept.organs[code])

    async def tree(self) -> Mapping[str, Particulars]:
        return {code: organ.particulars for code, organ in self.kept.organs.items()}

    async def save(self, organ: Organ) -> None:
        self.kept.told(organ)
        self.kept.organs[organ.code] = organ


@dataclass
class People:
    kept: Kept

    async def get(self, person: UUID) -> Person:
        if person not in self.kept.people:
            raise NoSuchPerson
        return deepcopy(self.kept.people[person])

    async def holder_of(self, post: str, today: date) -> UUID | None:
        for person in self.kept.people.values():
            if any(held.code == post for held in person.posts_not_over(today)):
                return person.id
        return None

    async def save(self, person: Person) -> None:
        self.kept.told(person)
        self.kept.people[person.id] = person


@dataclass
class Secrets:
    kept: Kept

    async def of(self, person: UUID) -> str | None:
        return self.kept.secrets.get(person)

    def keep(self, person: UUID, hashed: str) -> None:
        self.kept.secrets[person] = hashed


@dataclass
class Sessions:
    kept: Kept

    async def find(self, digest: bytes) -> Session | None:
        return next((s for s in self.kept.sessions.values() if s.digest == digest), None)

    async def get(self, session: UUID) -> Session | None:
        return self.kept.sessions.get(session)

    def open(self, session: Session) -> None:
        self.kept.sessions[session.id] = session

    async def end(self, session: UUID, now: datetime) -> None:
        self._end({session}, now)

    async def end_all_of(self, person: UUID, now: datetime) -> None:
        self._end({s.id for s in self.kept.sessions.values() if s.person == person}, now)

    def _end(self, sessions: set[UUID], now: datetime) -> None:
        for session in sessions:
            self.kept.sessions[session] = replace(self.kept.sessions[session], ended_at=now)
        for grant in self.kept.grants.values():
            if grant.session in sessions:
                self.kept.grants[grant.id] = replace(grant, revoked_at=now)


@dataclass
class Grants:
    kept: Kept

    def keep_code(self, code: Code) -> None:
        self.kept.codes[code.digest] = code

    async def take_code(self, digest: bytes, now: datetime) -> Code | None:
        taken = self.kept.codes.pop(digest, None)
        if taken:
            self.kept.used_codes[digest] = taken
        return taken

    async def family_of_code(self, digest: bytes) -> UUID | None:
        used = self.kept.used_codes.get(digest)
        return used.family if used else None

    def open(self, grant: Grant) -> None:
        self.kept.grants[grant.id] = grant

    async def get(self, grant: UUID) -> Grant | None:
        return self.kept.grants.get(grant)

    async def revoke(self, grant: UUID, now: datetime) -> None:
        if grant in self.kept.grants:
            self.kept.grants[grant] = replace(self.kept.grants[grant], revoked_at=now)

    def keep_refresh(self, token: RefreshToken) -> None:
        self.kept.refresh[token.digest] = token

    async def take_refresh(self, digest: bytes, now: datetime) -> RefreshToken | None:
        taken = self.kept.refresh.pop(digest, None)
        if taken:
            self.kept.used_refresh[digest] = taken
        return taken

    async def family_of_refresh(self, digest: bytes) -> UUID | None:
        known = self.kept.refresh.get(digest) or self.kept.used_refresh.get(digest)
        return known.family if known else None


@dataclass
class FastPasswords:
    """Which hashes were looked at tells whether strangers cost as much as people do."""

    looked_at: list[str | None] = field(default_factory=list)

    async def hash(self, password: str) -> str:
        return f"hash of {password}"

    async def verify(self, hashed: str | None, password: str) -> bool:
        self.looked_at.append(hashed)
        return hashed == f"hash of {password}"


@dataclass
class CountedAttempts:
    counted: dict[str, Counted] = field(default_factory=dict)

    async def begin(self, login: str, address: str, limit: Limit, now: datetime) -> int:
        keys = {f"account {login}": limit} | ({f"address {address}": ADDRESS} if address else {})
        for key, allowed in keys.items():
            if seconds := self.counted.get(key, Counted()).seconds_locked(allowed, now):
                return seconds
        for key in keys:
            self.counted[key] = self.counted.get(key, Counted()).another(now)
        return 0

    async def succeeded(self, login: str, address: str) -> None:
        self.counted.pop(f"account {login}", None)


@dataclass
class PlainSigner:
    """Tokens whose text is their claims; rotations are counted."""

    rotations: int = 0

    async def sign(self, issuance: Issuance) -> Issued:
        return Issued(
            access_token=str(issuance.access.claims()),
            scope=issuance.access.scope,
            id_token=str(issuance.identity.claims()) if issuance.identity else None,
            refresh_token=issuance.refresh.text if issuance.refresh else None,
        )

    async def read_hint(self, id_token: str) -> LogoutHint | None:
        return None

    async def published(self) -> Sequence[Mapping[str, Any]]:
        return []

    async def rotate(self, now: datetime, *, only_if_due: bool) -> bool:
        self.rotations += 1
        return True


@dataclass
class OtherRealm:
    """Who may sign in at the other issuer, and the last password or secret each was given."""

    admitted: dict[str, UUID] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    away: bool = False

    async def admit(self, person: Person, word: str = "") -> None:
        self._require_there()
        self.admitted[person.login] = person.id
        if word:
            self.words[person.login] = word

    async def shut_out(self, person: Person) -> None:
        self._require_there()
        self.admitted.pop(person.login, None)

    def _require_there(self) -> None:
        if self.away:
            raise RealmAway


def ports_in(memory: Memory, clock: Clock) -> Ports:
    return Ports(
        transaction=memory.transaction,
        logins=memory,
        attempts=CountedAttempts(),
        passwords=FastPasswords(),
        signer=PlainSigner(),
        applications=APPLICATIONS,
        issuer=ISSUER,
        is_issuer=True,
        realm=None,
        now=clock,
        new_id=new_id,
    )
