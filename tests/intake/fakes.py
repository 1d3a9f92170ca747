"""Intake's ports held in memory, for tests of use cases."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from chassis.kernel import Fact, Principal, new_id
from chassis.organisation import Tree
from law.publication import Publication
from law.rulebook import Rulebooks
from services.intake.domain.errors import FileTooLarge, NoSuchMatter
from services.intake.domain.lookup import Lookup, Sought
from services.intake.domain.matter import Matter
from services.intake.domain.party import PartyRecord
from services.intake.usecases.ports import Found, FoundAt, Ports, Source, Stored, Work
from tests.builders import NOON, SHELF
from tests.intake.builders import TREE


@dataclass
class InMemoryMatters:
    kept: dict[UUID, Matter] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)

    async def get(self, matter_id: UUID, *, seen_by: Principal) -> Matter:
        matter = await self.load(matter_id)
        reads_sealed = seen_by.organ in matter.readers and seen_by.may("accusation:handle")
        if matter.sealed and not reads_sealed:
            raise NoSuchMatter
        return matter

    async def load(self, matter_id: UUID) -> Matter:
        if matter_id not in self.kept:
            raise NoSuchMatter
        return self.kept[matter_id]

    async def by_query_code(self, code_hash: str) -> Matter | None:
        matters = self.kept.values()
        return next((m for m in matters if m.query_code_hash == code_hash), None)

    async def known(self, sources: Sequence[Source]) -> Mapping[Source, UUID]:
        return {
            (item.source, item.external_id): matter.id
            for matter in self.kept.values()
            for item in matter.items
            if (item.source, item.external_id) in sources
        }

    async def with_open_clocks(self, after: UUID | None, limit: int) -> Sequence[Matter]:
        ids = sorted(matter_id for matter_id in self.kept if not after or matter_id > after)
        matters = [self.kept[matter_id] for matter_id in ids]
        return [m for m in matters if any(clock.is_open for clock in m.clocks)][:limit]

    async def save(self, matter: Matter) -> None:
        self.kept[matter.id] = matter
        self.facts.extend(matter.take_facts())


@dataclass
class InMemoryParties:
    kept: dict[UUID, PartyRecord] = field(default_factory=dict)

    async def save(self, record: PartyRecord) -> None:
        self.kept[record.id] = record

    async def get(self, matter_id: UUID, party_id: UUID) -> PartyRecord | None:
        record = self.kept.get(party_id)
        return record if record and record.matter_id == matter_id else None

    async def move(self, source: UUID, target: UUID) -> None:
        for record in list(self.kept.values()):
            if record.matter_id == source:
                self.kept[record.id] = replace(record, matter_id=target)

    async def reveal(self, record: PartyRecord) -> Mapping[str, str]:
        return {name: text.clear or "" for name, text in record.fields.items()}


@dataclass
class InMemoryLookups:
    bearing: list[Found] = field(default_factory=list)
    kept: list[Lookup] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    async def find(
        self, sought: Sought, *, seen_by: Principal, after: FoundAt | None, most: int
    ) -> Sequence[Found]:
        return self.bearing[:most]

    async def save(self, lookup: Lookup) -> None:
        self.kept.append(lookup)
        self.facts.extend(lookup.take_facts())


@dataclass
class InMemoryFiles:
    kept: dict[UUID, bytes] = field(default_factory=dict)
    media_type: str = "image/png"

    async def write(
        self, jurisdiction: str, file_id: UUID, chunks: AsyncIterator[bytes], limit: int
    ) -> Stored:
        content = b"".join([chunk async for chunk in chunks])
        if len(content) > limit:
            raise FileTooLarge(limit=limit)
        self.kept[file_id] = content
        return Stored(self.media_type, len(content), sha256(content).hexdigest())

    async def remove(self, jurisdiction: str, file_id: UUID) -> None:
        self.kept.pop(file_id, None)


@dataclass
class InMemoryCalendars:
    published: list[tuple[object, ...]] = field(default_factory=list)
    reached_ids: list[UUID | None] = field(default_factory=list)
    stands: bool = True

    async def publish(
        self,
        year: int,
        holidays: Sequence[date],
        makeup_days: Sequence[date],
        *,
        by: Principal,
        now: datetime,
    ) -> None:
        self.published.append((year, holidays, makeup_days, by, now))

    async def reached(self, publication: Publication, last: UUID | None) -> bool:
        self.reached_ids.append(last)
        return self.stands


VACANT = "housing/vacant"


@dataclass
class OneTree:
    empty: set[str]

    async def tree(self, jurisdiction: str) -> Tree:
        return TREE

    async def staffed(self, jurisdiction: str, posts: Collection[str]) -> Collection[str]:
        return [post for post in posts if post not in self.empty]


@dataclass
class World:
    """Everything a use case touches, and the ports onto it."""

    matters: InMemoryMatters = field(default_factory=InMemoryMatters)
    parties: InMemoryParties = field(default_factory=InMemoryParties)
    lookups: InMemoryLookups = field(default_factory=InMemoryLookups)
    files: InMemoryFiles = field(default_factory=InMemoryFiles)
    calendars: InMemoryCalendars = field(default_factory=InMemoryCalendars)
    empty: set[str] = field(default_factory=lambda: {VACANT})
    shelf: Rulebooks = SHELF
    now: datetime = NOON

    def holding(self, *matters: Matter) -> "World":
        for matter in matters:
            matter.take_facts()
            self.matters.kept[matter.id] = matter
        return self

    @property
    def facts(self) -> list[str]:
        return [type(fact).__name__ for fact in self.matters.facts]

    @property
    def ports(self) -> Ports:
        @asynccontextmanager
        async def transaction(_: Principal | str) -> AsyncIterator[Work]:
            yield Work(self.matters, self.parties, self.calendars, self.lookups)

        return Ports(
            transaction=transaction,
            rulebooks=self.shelf,
            organs=OneTree(self.empty),
            files=self.files,
            now=lambda: self.now,
            new_id=new_id,
            new_code=lambda: sha256(str(new_id(self.now)).encode()).digest()[:10],
        )
