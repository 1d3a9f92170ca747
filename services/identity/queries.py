"""What screens and other services read of the organisation. Names are opened here, one by one."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.aggregates import Store
from chassis.database import MACHINERY, Transaction
from chassis.kernel import Principal
from chassis.pages import Page
from chassis.token import Claims
from chassis.vault import Sealer, Vault
from law.calendar import day_of
from onedoor.identity.events.v1 import organisation_events_pb2 as pb
from services.identity.adapters import tables
from services.identity.adapters.messages import organ_message, person_message
from services.identity.adapters.postgres import ORGANS, PERSONS
from services.identity.adapters.visibility import visible_to
from services.identity.domain.errors import NoSuchPerson
from services.identity.domain.organ import Organ
from services.identity.domain.permissions import CHANGE_PERSONS, READ_CONTACTS, REPLAY_JOURNAL
from services.identity.domain.person import Person
from services.identity.domain.post import Post
from services.identity.domain.roles import Role

REPLAYED_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person as a reader may see them: addresses and login name only for their keepers."""

    person: Person
    name: str
    contacts: tuple[tuple[str, str], ...]
    in_full: bool


@dataclass(frozen=True, slots=True)
class ContactLine:
    person: UUID
    post: Post
    name: str
    addresses: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Me:
    """The bearer of a token, with names of the organs their posts are in."""

    person: Person
    name: str
    contacts: tuple[tuple[str, str], ...]
    posts: tuple[Post, ...]
    organ_names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Queries:
    engine: AsyncEngine
    vault: Vault
    now: Callable[[], datetime]

    async def me(self, claims: Claims) -> Me:
        async with database.transaction(self.engine, claims.jurisdiction) as work:
            people = Store(PERSONS, work, self.vault)
            person = await people.get(claims.person)
            if person is None or not person.active:
                raise NoSuchPerson
            posts = tuple(
                post for post in person.posts_not_over(self._today()) if post.since <= self._today()
            )
            line = self._opened(person, await people.sealer(person.id), in_full=True)
            names = await _organ_names(work, {post.organ for post in posts})
        return Me(person, line.name, line.contacts, posts, names)

    async def get_organ(self, actor: Principal, organ: UUID) -> Organ | None:
        async with database.transaction(self.engine, actor.jurisdiction) as work:
            return await Store(ORGANS, work, self.vault).get(organ)

    async def list_organs(self, jurisdiction: str, page: Page | None = None) -> Sequence[Organ]:
        """In the order of their codes; all of them where no page is asked for."""
        o = tables.organs.c
        statement = select(tables.organs).where(o.jurisdiction == jurisdiction).order_by(o.code)
        if page:
            statement = statement.limit(page.size)
            if page.after:
                statement = statement.where(o.code > page.after[0])
        async with database.transaction(self.engine, jurisdiction) as work:
            read = Store(ORGANS, work, self.vault).read
            rows = await work.connection.execute(statement)
            return [read(row) for row in rows.mappings()]

    async def get_person(self, actor: Principal, person: UUID) -> PersonLine:
        async with database.transaction(self.engine, actor.jurisdiction) as work:
            store = Store(PERSONS, work, self.vault)
            found = await store.get(person, visible_to(actor, self._today()))
            if found is None:
                raise NoSuchPerson
            return self._opened(found, await store.sealer(found.id), in_full=_opens(actor, found))

    async def list_persons(self, actor: Principal, page: Page) -> Sequence[PersonLine]:
        """In the order in which they were entered."""
        p = tables.persons.c
        statement = (
            select(tables.persons)
            .where(visible_to(actor, self._today()))
            .order_by(p.id)
            .limit(page.size)
        )
        if page.after:
            statement = statement.where(p.id > page.after[0])
        async with database.transaction(self.engine, actor.jurisdiction) as work:
            read = Store(PERSONS, work, self.vault).read
            rows = await work.connection.execute(statement)
            people = [read(row) for row in rows.mappings()]
            sealers = await self._sealers(work, [person.id for person in people])
        return [
            self._opened(person, sealers[person.id], in_full=_opens(actor, person))
            for person in people
        ]

    async def contacts(
        self, actor: Principal, posts: Sequence[str], organ_roles: Sequence[tuple[str, str]]
    ) -> Sequence[ContactLine]:
        """Who holds these posts, or these roles in these organs, today; how they are reached."""
        actor.require(READ_CONTACTS)
        h, today = tables.posts.c, self._today()
        wanted: list[ColumnElement[bool]] = [h.code.in_(posts)] if posts else []
        wanted += [
            and_(h.organ == organ, h.roles.contains([Role.read(role)]))
            for organ, role in organ_roles
        ]
        if not wanted:
            return []
        held = and_(
            h.jurisdiction == actor.jurisdiction,
            h.since <= today,
            or_(h.until.is_(None), h.until >= today),
        )
        p = tables.persons.c
        statement = (
            select(tables.persons, h.code, h.since)
            .join(tables.posts, and_(p.jurisdiction == h.jurisdiction, p.id == h.person))
            .where(held, or_(*wanted), p.active)
            .order_by(h.code, p.id)
        )
        async with database.transaction(self.engine, actor.jurisdiction) as work:
            rows = (await work.connection.execute(statement)).mappings().all()
            sealers = await self._sealers(work, [row["id"] for row in rows])
            read = Store(PERSONS, work, self.vault).read
            found: list[ContactLine] = []
            for row in rows:
                person = read(row)
                line = self._opened(person, sealers[person.id], in_full=True)
                post = next(
                    post
                    for post in person.posts
                    if (post.code, post.since) == (row["code"], row["since"])
                )
                found.append(ContactLine(person.id, post, line.name, line.contacts))
        return found

    async def told_organs(self, jurisdiction: str) -> Sequence[pb.Organ]:
        return [organ_message(organ) for organ in await self.list_organs(jurisdiction)]

    async def replay(
        self, actor: Principal, after: UUID | None = None
    ) -> AsyncIterator[pb.Organ | pb.Person]:
        """As events tell it, page by page, so that a slow reader holds no transaction open."""
        actor.require(REPLAY_JOURNAL)
        if after is None:
            for organ in await self.told_organs(actor.jurisdiction):
                yield organ
            after = UUID(int=0)
        p = tables.persons.c
        while True:
            statement = (
                select(tables.persons)
                .where(p.jurisdiction == actor.jurisdiction, p.id > after)
                .order_by(p.id)
                .limit(REPLAYED_AT_ONCE)
            )
            async with database.transaction(self.engine, actor.jurisdiction, MACHINERY) as work:
                rows = (await work.connection.execute(statement)).mappings().all()
                read = Store(PERSONS, work, self.vault).read
            for row in rows:
                yield person_message(read(row))
            if len(rows) < REPLAYED_AT_ONCE:
                return
            after = rows[-1]["id"]

    async def _sealers(self, work: Transaction, people: Sequence[UUID]) -> Mapping[UUID, Sealer]:
        """The keys of a whole page of people in one round trip."""
        k = tables.machinery.keys.c
        known: dict[UUID, dict[UUID, bytes | None]] = {person: {} for person in people}
        rows = await work.connection.execute(
            select(k.owner, k.subject, k.wrapped).where(
                k.jurisdiction == work.jurisdiction, k.owner.in_(people)
            )
        )
        for row in rows:
            known[row.owner][row.subject] = row.wrapped
        return {
            person: Sealer(self.vault, work.jurisdiction, person, keys)
            for person, keys in known.items()
        }

    def _opened(self, person: Person, sealer: Sealer, *, in_full: bool) -> PersonLine:
        contacts = (
            tuple(
                (contact.channel.value, sealer.open(contact.address) or "")
                for contact in person.contacts
            )
            if in_full
            else ()
        )
        return PersonLine(person, sealer.open(person.name) or "", contacts, in_full)

    def _today(self) -> date:
        return day_of(self.now())


def _opens(actor: Principal, person: Person) -> bool:
    return actor.may(CHANGE_PERSONS) or actor.person == person.id


async def _organ_names(work: Transaction, codes: set[str]) -> Mapping[str, str]:
    o = tables.organs.c
    name = o.state["particulars"]["name"].astext.label("name")
    rows = await work.connection.execute(
        select(o.code, name).where(o.jurisdiction == work.jurisdiction, o.code.in_(codes))
    )
    return {row.code: row.name for row in rows}
