"""Intake on real engines, with a county's organs and people known to it."""

import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from google.protobuf.json_format import Parse
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.database import MACHINERY
from chassis.events.consumer import Subscription
from chassis.events.inbox import AlreadyHandled, Delivery
from chassis.jobs import Job
from chassis.kernel import Principal
from chassis.migrations.migrate import Schema, migrate
from chassis.runtime import Service
from launch.engines import Engines
from onedoor.intake.events.v1 import calendar_events_pb2 as pb
from services import intake
from services.intake.adapters import tables
from services.intake.adapters.tables import machinery, metadata
from services.intake.entrypoints.callers import Intake
from services.intake.service import build
from tests.builders import NOON, SHELF, somewhere
from tests.doors import a_platform, employ, http, settle
from tests.intake.builders import EVERYTHING, TREE, a_clerk

SCHEMA = Schema("intake", metadata, Path(str(intake.__file__)).parent / "migrations" / "versions")


@dataclass
class Clock:
    """The day it is in a test; it goes on when the test says so."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@dataclass
class House:
    """Intake as it runs, and the places that tests open in it."""

    service: Service
    clock: Clock
    files: Path

    @property
    def engine(self) -> AsyncEngine:
        return self.service.engine

    @property
    def intake(self) -> Intake:
        found: Intake = self.service.rest.state.intake
        return found

    def stored(self) -> list[bytes]:
        """What lies in the store of attached files."""
        return [file.read_bytes() for file in self.files.rglob("*") if file.is_file()]

    def job(self, name: str) -> Job:
        return next(job for job in self.service.jobs if job.name == name)

    def subscription(self, durable: str) -> Subscription:
        return next(s for s in self.service.subscriptions if s.durable == durable)

    async def somewhere(self) -> "Place":
        place = Place(self, somewhere())
        await place.open()
        return place


@dataclass
class Place:
    """A county of its own, with the organs of 钟祥."""

    house: House
    code: str

    async def open(self) -> None:
        rows = [
            {
                "jurisdiction": self.code,
                "code": organ.code,
                "version": 1,
                "name": organ.name,
                "kind": organ.kind,
                "level": organ.level,
                "parent": organ.parent,
                "external": organ.external,
                "resident": organ.resident,
                "successor": organ.successor,
            }
            for organ in TREE.organs.values()
        ]
        async with database.transaction(self.house.engine, self.code, MACHINERY) as work:
            await work.connection.execute(insert(machinery.organs), rows)

    async def index(self) -> None:
        """Let intake's own consumer come to every registration it has not seen."""
        subscription = self.house.subscription("intake-index-texts")
        outbox = machinery.outbox.c
        where = (outbox.jurisdiction == self.code, outbox.subject.contains("matter.registered"))
        async with database.transaction(self.house.engine, self.code, MACHINERY) as work:
            rows = (await work.connection.execute(select(machinery.outbox).where(*where))).all()
        for row in rows:
            delivery = Delivery(subscription.durable, self.code, row.event_id)
            with suppress(AlreadyHandled):
                await subscription.handle(delivery, subscription.read(row.subject, row.payload))

    async def tell(self, durable: str, event_id: UUID, event: object) -> bool:
        """Deliver an event; whether it had an effect."""
        try:
            await self.house.subscription(durable).handle(
                Delivery(durable, self.code, event_id), event
            )
        except AlreadyHandled:
            return False
        return True

    async def recompute(self) -> None:
        """Let the job run that follows a published calendar, a while after it was."""
        await settle(self.house.engine, tables.calendars, self.code)
        await self.run("intake-recompute-clocks")

    async def run(self, job: str) -> None:
        """One round of what comes round."""
        await next(each for each in self.house.service.jobs if each.name == job).run()

    async def calendars_told(self) -> list[pb.CalendarPublished]:
        """What the others were told of this place's calendar, in order."""
        outbox = machinery.outbox.c
        where = (outbox.jurisdiction == self.code, outbox.subject.contains("calendar.published"))
        statement = select(outbox.payload).where(*where).order_by(outbox.position)
        async with database.transaction(self.house.engine, self.code, MACHINERY) as work:
            payloads = await work.connection.scalars(statement)
            return [Parse(payload, pb.CalendarPublished()) for payload in payloads]

    async def facts_of_all(self) -> list[str]:
        """What the journal of this place says happened, in order."""
        j = machinery.journal.c
        statement = select(j.body).where(j.jurisdiction == self.code).order_by(j.version)
        async with database.transaction(self.house.engine, self.code, MACHINERY) as work:
            bodies = (await work.connection.scalars(statement)).all()
        return [json.loads(body)["fact"] for body in bodies]

    async def count(self, table: str, matter: str) -> int:
        """How many rows a table has of a matter."""
        t = metadata.tables[f"intake.{table}"]
        async with database.transaction(self.house.engine, self.code, MACHINERY) as work:
            mine = (t.c.jurisdiction == self.code, t.c.matter_id == UUID(matter))
            count = await work.connection.scalar(select(func.count()).select_from(t).where(*mine))
        return count or 0

    async def clerk(self, organ: str, may: frozenset[str] = EVERYTHING) -> "Clerk":
        actor = replace(a_clerk(organ, self.code), permissions=may)
        await employ(self.house.service, actor)
        return Clerk(self, actor)

    async def ask(self, path: str, **body: object) -> httpx.Response:
        """As a petitioner does, who signs in nowhere."""
        transport = httpx.ASGITransport(self.house.service.rest)
        async with httpx.AsyncClient(transport=transport, base_url="http://intake") as http:
            return await http.post(f"/v1/{path}", json={"jurisdiction": self.code, **body})


@dataclass
class Clerk:
    """Somebody at their desk, with a browser."""

    place: Place
    actor: Principal

    async def get(self, path: str, **query: str) -> httpx.Response:
        async with http(self.place.house.service, self.actor) as client:
            return await client.get(f"/{path}", params=query)

    async def post(self, path: str, key: str = "", /, **body: object) -> httpx.Response:
        headers = {"Idempotency-Key": key} if key else {}
        async with http(self.place.house.service, self.actor) as client:
            return await client.post(f"/{path}", json=body, headers=headers)

    async def attach(self, matter: str, name: str, content: bytes) -> httpx.Response:
        async with http(self.place.house.service, self.actor) as client:
            return await client.post(
                f"/matters/{matter}/attachments", files={"file": (name, content)}
            )


@pytest.fixture(scope="session")
async def house(engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    await migrate(engines.admin, [SCHEMA], engines.database_passwords)
    clock, files = Clock(), tmp_path_factory.mktemp("files")
    platform = replace(a_platform(engines, "intake", files), now=clock)
    service = build(platform, SHELF)
    yield House(service, clock, files)
    await service.engine.dispose()


@pytest.fixture
async def place(house: House) -> Place:
    house.clock.now = NOON
    return await house.somewhere()
