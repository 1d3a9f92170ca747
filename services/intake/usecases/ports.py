"""What intake's use cases need from outside."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from chassis.kernel import Principal
from law.calendar import Calendar
from law.publication import Publication
from law.rulebook import Rulebook
from services.intake.domain.lookup import Lookup, Sought
from services.intake.domain.matter import Matter
from services.intake.domain.organs import Tree
from services.intake.domain.party import PartyRecord

Source = tuple[str, str]
"""The system an item came from, and its number there."""


class MatterStore(Protocol):
    async def get(self, matter_id: UUID, *, seen_by: Principal) -> Matter:
        """NoSuchMatter where it does not exist or the actor may not see it."""

    async def load(self, matter_id: UUID) -> Matter:
        """For the machinery, which acts for nobody."""

    async def by_query_code(self, code_hash: str) -> Matter | None:
        """For the petitioner, who shows the code."""

    async def known(self, sources: Sequence[Source]) -> Mapping[Source, UUID]:
        """Which of these items are registered already, in which matters."""

    async def with_open_clocks(self, after: UUID | None, limit: int) -> Sequence[Matter]:
        """In the order of their ids, those past `after`."""

    async def save(self, matter: Matter) -> None: ...


class PartyStore(Protocol):
    async def save(self, record: PartyRecord) -> None: ...

    async def get(self, matter_id: UUID, party_id: UUID) -> PartyRecord | None: ...

    async def move(self, source: UUID, target: UUID) -> None:
        """The parties of a linked matter follow its items."""

    async def reveal(self, record: PartyRecord) -> Mapping[str, str]:
        """The fields in the clear. Whoever calls this has recorded why."""


class CalendarStore(Protocol):
    async def publish(
        self,
        year: int,
        holidays: Sequence[date],
        makeup_days: Sequence[date],
        *,
        by: Principal,
        now: datetime,
    ) -> None:
        """Kept, and told to the others. Publishing what is known already says nothing."""

    async def reached(self, publication: Publication, last: UUID | None) -> bool:
        """Up to whom it has been told; None when to all. False where another one replaced it."""


FoundAt = tuple[date, UUID, UUID]
"""Where a party stands among those found: the newest matter first."""


@dataclass(frozen=True, slots=True)
class Found:
    """A party that bears what was sought, in this role."""

    received: date
    matter_id: UUID
    party_id: UUID
    role: str


class LookupStore(Protocol):
    async def find(
        self, sought: Sought, *, seen_by: Principal, after: FoundAt | None, most: int
    ) -> Sequence[Found]:
        """In matters the actor may see and whose parties they might open; never in a sealed one."""

    async def save(self, lookup: Lookup) -> None: ...


@dataclass(frozen=True, slots=True)
class Work:
    """What one transaction may touch. Leaving it writes everything; an exception, nothing."""

    matters: MatterStore
    parties: PartyStore
    calendars: CalendarStore
    lookups: LookupStore


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as the store took it: what its bytes say it is, not what its name says."""

    media_type: str
    size: int
    digest: str


class FileStore(Protocol):
    async def write(
        self, jurisdiction: str, file_id: UUID, chunks: AsyncIterator[bytes], limit: int
    ) -> Stored:
        """FileTooLarge past the limit, with nothing left behind."""

    async def remove(self, jurisdiction: str, file_id: UUID) -> None: ...


class Rulebooks(Protocol):
    def on(self, jurisdiction: str, day: date) -> Rulebook: ...
    def version(self, version: str) -> Rulebook: ...
    def calendar(self, jurisdiction: str) -> Calendar: ...


class Organs(Protocol):
    async def tree(self, jurisdiction: str) -> Tree: ...

    async def staffed(self, jurisdiction: str, posts: Collection[str]) -> Collection[str]:
        """Those of these posts that a person has today."""
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    transaction: Callable[[Principal | str], AbstractAsyncContextManager[Work]]
    """For an actor, whose organ decides what is sealed to it; or, for the machinery, a place."""
    rulebooks: Rulebooks
    organs: Organs
    files: FileStore
    now: Callable[[], datetime]
    new_id: Callable[[datetime], UUID]
    new_code: Callable[[], bytes]
    """Ten random bytes for a query code."""
