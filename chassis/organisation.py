"""What every service knows of the organisation: identity's events, kept as they arrive.

A token says who somebody is; this projection says which post they act in and what it allows.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    MetaData,
    String,
    Table,
    Uuid,
    func,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.database import MACHINERY, Transaction, jurisdiction
from chassis.events import inbox
from chassis.events.consumer import Subscription
from chassis.events.inbox import Delivery, Parking
from chassis.kernel import Forbidden, Principal, as_code
from chassis.token import Claims
from onedoor.identity.events.v1 import organisation_events_pb2 as pb

REMEMBERED_SECONDS = 1.0
"""How long a revoked post may still act; also how long an unchanged one costs no query."""

MACHINE_ROLES = frozenset({"importer", "service"})
"""Roles of which identity lets no person have one, and no machine another."""

OrganEvent = pb.OrganEstablished | pb.OrganChanged
PersonEvent = pb.PersonEntered | pb.PersonChanged
MESSAGES = (pb.OrganEstablished, pb.OrganChanged, pb.PersonEntered, pb.PersonChanged)


class NoPostHeld(Forbidden):
    en = "You hold no post here. Ask your organ's administrator to give you one."
    zh = "您在本系统没有岗位,请联系本单位管理员。"


class PostNotHeld(Forbidden):
    en = "You do not hold the post {post}. Choose one of your own."
    zh = "您没有担任岗位 {post},请选择本人担任的岗位。"


class PostNotChosen(Forbidden):
    en = "You hold several posts. Name the one you act in with the header OneDoor-Post: {posts}."
    zh = "您担任多个岗位,请用 OneDoor-Post 请求头指明以哪个岗位办理:{posts}。"


@dataclass(frozen=True, slots=True)
class Post:
    code: str
    organ: str
    roles: tuple[str, ...]
    permissions: tuple[str, ...]
    since: date
    until: date | None = None

    @property
    def is_machines(self) -> bool:
        return not MACHINE_ROLES.isdisjoint(self.roles)

    def is_held(self, today: date) -> bool:
        return self.since <= today and (self.until is None or today <= self.until)


@dataclass(frozen=True, slots=True)
class Organ:
    code: str
    name: str
    kind: str
    level: str
    parent: str
    external: bool
    resident: bool
    successor: str


@dataclass(frozen=True, slots=True)
class Tree:
    """The organs of one jurisdiction, those above it included."""

    organs: Mapping[str, Organ]

    def exists(self, code: str) -> bool:
        return code in self.organs

    def name(self, code: str) -> str:
        organ = self.organs.get(code)
        return organ.name if organ else code

    def superiors(self, code: str) -> tuple[str, ...]:
        """From the organ right above up to the top."""
        line: list[str] = []
        organ = self.organs.get(code)
        while organ and organ.parent and organ.parent not in line:
            line.append(organ.parent)
            organ = self.organs.get(organ.parent)
        return tuple(line)

    def subordinates(self, code: str) -> frozenset[str]:
        """All that stand below, at any depth."""
        return frozenset(other for other in self.organs if code in self.superiors(other))


POSTS = TypeAdapter(tuple[Post, ...])


def organs_table(metadata: MetaData) -> Table:
    return Table(
        "organs_known",
        metadata,
        jurisdiction(),
        Column("code", String, primary_key=True),
        Column("version", BigInteger, nullable=False),
        Column("name", String, nullable=False),
        Column("kind", String, nullable=False),
        Column("level", String, nullable=False),
        Column("parent", String, nullable=False),
        Column("external", Boolean, nullable=False),
        Column("resident", Boolean, nullable=False),
        Column("successor", String, nullable=False),
    )


def people_table(metadata: MetaData) -> Table:
    return Table(
        "people_known",
        metadata,
        jurisdiction(),
        Column("person", Uuid, primary_key=True),
        Column("version", BigInteger, nullable=False),
        Column("active", Boolean, nullable=False),
        Column("posts", JSONB, nullable=False),
    )


@dataclass(slots=True)
class Directory:
    """The organisation as one service knows it, remembered for a second."""

    engine: AsyncEngine
    organs: Table
    people: Table
    today: Callable[[], date]
    _posts: dict[tuple[str, UUID], tuple[float, tuple[Post, ...]]] = field(default_factory=dict)
    _trees: dict[str, tuple[float, Tree]] = field(default_factory=dict)
    _asked: dict[tuple[str, UUID], asyncio.Task[tuple[Post, ...]]] = field(default_factory=dict)

    async def principal(self, claims: Claims, post: str) -> Principal:
        """The person of a token, in the post named, or in the only one held."""
        today = self.today()
        held = [p for p in await self._posts_of(claims) if p.is_held(today)]
        if not held:
            raise NoPostHeld
        if not post and len(held) > 1:
            raise PostNotChosen(posts=", ".join(p.code for p in held))
        chosen = next((p for p in held if p.code == post or not post), None)
        if chosen is None:
            raise PostNotHeld(post=as_code(post))
        return Principal(
            person=claims.person,
            post=chosen.code,
            organ=chosen.organ,
            jurisdiction=claims.jurisdiction,
            permissions=frozenset(chosen.permissions),
        )

    async def tree(self, jurisdiction: str) -> Tree:
        remembered = self._trees.get(jurisdiction)
        if remembered and time.monotonic() < remembered[0]:
            return remembered[1]
        o = self.organs.c
        names = (o.code, o.name, o.kind, o.level, o.parent, o.external, o.resident, o.successor)
        async with database.transaction(self.engine, jurisdiction) as work:
            rows = await work.connection.execute(
                select(*names).where(o.jurisdiction == jurisdiction)
            )
            tree = Tree({row.code: Organ(*row) for row in rows})
        self._trees[jurisdiction] = (time.monotonic() + REMEMBERED_SECONDS, tree)
        return tree

    async def staffed(self, jurisdiction: str, posts: Collection[str]) -> frozenset[str]:
        """Those of these posts that a person has today."""
        p = self.people.c
        each = func.jsonb_array_elements(p.posts).table_valued(Column("value", JSONB), name="each")
        named = (
            select(each.c.value)
            .select_from(self.people.join(each, true()))
            .where(p.jurisdiction == jurisdiction, p.active, each.c.value["code"].astext.in_(posts))
        )
        async with database.transaction(self.engine, jurisdiction) as work:
            found = POSTS.validate_python((await work.connection.scalars(named)).all())
        return frozenset(p.code for p in found if p.is_held(self.today()) and not p.is_machines)

    async def _posts_of(self, claims: Claims) -> tuple[Post, ...]:
        key = (claims.jurisdiction, claims.person)
        remembered = self._posts.get(key)
        if remembered and time.monotonic() < remembered[0]:
            return remembered[1]
        if key not in self._asked:
            asked = self._asked[key] = asyncio.create_task(self._fetch_posts(key))
            asked.add_done_callback(lambda _: self._asked.pop(key))
        return await asyncio.shield(self._asked[key])

    async def _fetch_posts(self, key: tuple[str, UUID]) -> tuple[Post, ...]:
        """Once for all who ask meanwhile: a busy desk asks thirty times in the same moment."""
        p, (place, person) = self.people.c, key
        mine = (p.jurisdiction == place, p.person == person, p.active)
        async with database.transaction(self.engine, place) as work:
            posts = await work.connection.scalar(select(p.posts).where(*mine))
        held = POSTS.validate_python(posts or ())
        self._posts[key] = (time.monotonic() + REMEMBERED_SECONDS, held)
        return held


@dataclass(frozen=True, slots=True)
class Keeper:
    """Keeps the projection in step: newer replaces older, whatever order events come in."""

    engine: AsyncEngine
    organs: Table
    people: Table

    async def keep(self, delivery: Delivery, event: OrganEvent | PersonEvent) -> None:
        async with database.transaction(self.engine, delivery.jurisdiction, MACHINERY) as work:
            await inbox.claim(work, delivery)
            await self._keep(work, [(delivery, event)])

    async def keep_all(self, events: Sequence[tuple[Delivery, OrganEvent | PersonEvent]]) -> None:
        """A whole tree arrives at once when a place begins: one commit takes a batch of it."""
        deliveries = [delivery for delivery, _ in events]
        async with database.transaction(self.engine, deliveries[0].jurisdiction, MACHINERY) as work:
            fresh = await inbox.claim_all(work, deliveries)
            await self._keep(work, [told for told in events if told[0].event_id in fresh])

    async def _keep(
        self, work: Transaction, events: Sequence[tuple[Delivery, OrganEvent | PersonEvent]]
    ) -> None:
        """Of several about one subject the newest counts: a statement touches a row once."""
        organs: dict[str, dict[str, Any]] = {}
        people: dict[UUID, dict[str, Any]] = {}
        for delivery, event in sorted(events, key=lambda told: _version(told[1])):
            if isinstance(event, OrganEvent):
                organs[event.organ.code] = self._organ(delivery.jurisdiction, event.organ)
            else:
                row = self._person(delivery.jurisdiction, event.person)
                people[row["person"]] = row
        for table, rows in ((self.organs, organs.values()), (self.people, people.values())):
            if rows:
                await work.connection.execute(_newer(table, list(rows)))

    def _organ(self, where: str, organ: pb.Organ) -> dict[str, Any]:
        return {
            "jurisdiction": where,
            "code": organ.code,
            "version": organ.version,
            "name": organ.name,
            "kind": organ.kind,
            "level": organ.level,
            "parent": organ.parent,
            "external": organ.external,
            "resident": organ.resident,
            "successor": organ.successor,
        }

    def _person(self, where: str, person: pb.Person) -> dict[str, Any]:
        posts = [
            Post(
                code=post.code,
                organ=post.organ,
                roles=tuple(post.roles),
                permissions=tuple(post.permissions),
                since=date.fromisoformat(post.since),
                until=date.fromisoformat(post.until) if post.until else None,
            )
            for post in person.posts
        ]
        return {
            "jurisdiction": where,
            "person": UUID(person.person_id),
            "version": person.version,
            "active": person.active,
            "posts": POSTS.dump_python(tuple(posts), mode="json"),
        }


def _version(event: OrganEvent | PersonEvent) -> int:
    told = event.organ if isinstance(event, OrganEvent) else event.person
    return told.version


def _newer(table: Table, rows: Sequence[Mapping[str, Any]]) -> Any:
    statement = insert(table).values(rows)
    new = {name: statement.excluded[name] for name in rows[0] if not table.c[name].primary_key}
    return statement.on_conflict_do_update(
        index_elements=[column.name for column in table.primary_key],
        set_=new,
        where=table.c.version < statement.excluded.version,
    )


def organisation_subscription(
    service: str, engine: AsyncEngine, tables: Sequence[Table], parking: Parking
) -> Subscription:
    """`tables` are the service's `organs_known` and `people_known`."""
    organs, people = tables
    keeper = Keeper(engine, organs, people)
    return Subscription(
        durable=f"{service}-keep-organisation",
        producer="identity",
        messages=MESSAGES,
        handle=keeper.keep,
        handle_all=keeper.keep_all,
        parking=parking,
    )
