"""Intake on real engines, with a county's organs and people known to it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database, runtime
from chassis.attachments import Attachments, open_store
from chassis.database import MACHINERY
from chassis.kernel import Principal
from chassis.migrations.migrate import Schema, migrate
from chassis.notify import Notifier
from chassis.organisation import POSTS, Post
from chassis.runtime import Platform, Service
from chassis.token import Claims
from chassis.vault import MasterKey, Vault
from launch.engines import Engines
from services import intake
from services.intake.adapters.tables import machinery, metadata
from services.intake.entrypoints.callers import Intake
from services.intake.service import build
from tests.builders import NOON, SHELF, somewhere
from tests.intake.builders import EVERYTHING, TREE, a_clerk

SCHEMA = Schema("intake", metadata, Path(str(intake.__file__)).parent / "migrations" / "versions")


class BearerIsPerson:
    """A token is `<person>@<jurisdiction>`: who signs people in is not intake's business."""

    async def verify(self, token: str) -> Claims:
        person, _, jurisdiction = token.partition("@")
        return Claims(UUID(person), jurisdiction, "web")


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
    vault: Vault

    @property
    def engine(self) -> AsyncEngine:
        return self.service.engine

    @property
    def intake(self) -> Intake:
        found: Intake = self.service.rest.state.intake
        return found

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

    async def clerk(self, organ: str, may: frozenset[str] = EVERYTHING) -> "Clerk":
        actor = replace(a_clerk(organ, self.code), permissions=may)
        post = Post(actor.post, organ, (), tuple(sorted(may)), NOON.date().replace(year=2020))
        row = {
            "jurisdiction": self.code,
            "person": actor.person,
            "version": 1,
            "active": True,
            "posts": POSTS.dump_python((post,), mode="json"),
        }
        async with database.transaction(self.house.engine, self.code, MACHINERY) as work:
            await work.connection.execute(insert(machinery.people).values(row))
        return Clerk(self, actor)


@dataclass
class Clerk:
    """Somebody at their desk, with a browser."""

    place: Place
    actor: Principal

    @property
    def http(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.place.house.service.rest),
            base_url="http://intake",
            headers={
                "Authorization": f"Bearer {self.actor.person}@{self.place.code}",
                "Accept-Language": "en",
            },
        )

    async def get(self, path: str, **query: str) -> httpx.Response:
        async with self.http as http:
            return await http.get(f"/v1/{path}", params=query)

    async def post(self, path: str, /, key: str = "", **body: object) -> httpx.Response:
        headers = {"Idempotency-Key": key} if key else {}
        async with self.http as http:
            return await http.post(f"/v1/{path}", json=body, headers=headers)


@pytest.fixture(scope="session")
async def house(engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    await migrate(engines.admin, [SCHEMA], engines.database_passwords)
    clock, vault = Clock(), Vault(MasterKey(b"k" * 32))
    platform = Platform(
        settings=runtime.Settings(
            databases={"intake": engines.database("intake")},
            buses={},
            peers={},
            issuer="http://nowhere",
            http_port=0,
            grpc_port=0,
        ),
        tokens=BearerIsPerson(),  # type: ignore[arg-type]  # checked elsewhere
        vault=vault,
        notifier=Notifier({}),
        attachments=Attachments(open_store(tmp_path_factory.mktemp("files").as_uri())),
        now=clock,
    )
    service = build(platform, SHELF)
    yield House(service, clock, vault)
    await service.engine.dispose()


@pytest.fixture
async def place(house: House) -> Place:
    house.clock.now = NOON
    return await house.somewhere()
