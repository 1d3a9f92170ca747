"""A built service with open doors, and people with posts who knock; their tokens say who."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast
from uuid import UUID

import grpc
from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message
from httpx import ASGITransport, AsyncClient
from sqlalchemy import Table, func, update
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.attachments import Attachments, open_store
from chassis.calendars import SETTLED
from chassis.database import MACHINERY
from chassis.events.consumer import Subscription
from chassis.events.inbox import Delivery
from chassis.events.streams import subject
from chassis.kernel import Principal
from chassis.notify import Notifier
from chassis.rpc import Refusals
from chassis.runtime import Platform, Service, Settings
from chassis.token import Claims, Verifier
from chassis.vault import MasterKey, Vault
from launch.engines import Engines
from onedoor.identity.events.v1 import organisation_events_pb2 as identity
from tests.builders import NOON, an_id

Metadata = tuple[tuple[str, str], ...]


class Tokens:
    """`<person>@<jurisdiction>` is who it says."""

    async def verify(self, token: str) -> Claims:
        person, _, jurisdiction = token.partition("@")
        return Claims(UUID(person), jurisdiction, "web")


def a_platform(engines: Engines, service: str, folder: Path, now: datetime = NOON) -> Platform:
    return Platform(
        settings=Settings(
            databases={service: engines.database(service)},
            buses={},
            peers={},
            issuer="https://issuer.test",
            http_port=0,
            grpc_port=0,
        ),
        tokens=cast(Verifier, Tokens()),
        vault=Vault(MasterKey(b"k" * 32)),
        notifier=Notifier({}),
        attachments=Attachments(open_store(folder.as_uri())),
        now=lambda: now,
    )


async def deliver(
    service: Service, durable: str, where: str, event: Message, event_id: UUID | None = None
) -> None:
    """As the stream would: through the subscription, as bytes, under an event id."""
    subscription = _subscription(service, durable)
    told = subject(type(event), where)
    payload = MessageToJson(event).encode()
    delivery = Delivery(durable, where, event_id or an_id())
    await subscription.handle(delivery, subscription.read(told, payload))


async def settle(engine: AsyncEngine, calendars: Table, here: str) -> None:
    """The seconds pass in which a replica may still write by the calendar that it remembers."""
    async with database.transaction(engine, here, MACHINERY) as work:
        await work.connection.execute(
            update(calendars)
            .where(calendars.c.jurisdiction == here)
            .values(stored_at=func.now() - SETTLED - timedelta(seconds=1))
        )


async def employ(service: Service, *people: Principal) -> None:
    """Let them hold their posts, as identity would tell it."""
    for person in people:
        post = identity.Post(
            code=person.post,
            organ=person.organ,
            permissions=sorted(person.permissions),
            since="2020-01-01",
        )
        told = identity.Person(person_id=str(person.person), version=1, posts=[post], active=True)
        event = identity.PersonEntered(person=told)
        durable = f"{service.name}-keep-organisation"
        await deliver(service, durable, person.jurisdiction, event)


@asynccontextmanager
async def http(service: Service, actor: Principal) -> AsyncIterator[AsyncClient]:
    headers = dict(metadata(actor)) | {"accept-language": "en"}
    transport = ASGITransport(service.rest)
    async with AsyncClient(
        transport=transport, base_url="http://door.test/v1", headers=headers
    ) as client:
        yield client


@asynccontextmanager
async def channel(service: Service) -> AsyncIterator[grpc.aio.Channel]:
    server = grpc.aio.server(interceptors=[Refusals()])
    service.register_rpc(server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as opened:
        yield opened
    await server.stop(None)


def metadata(actor: Principal) -> Metadata:
    return (("authorization", f"Bearer {actor.person}@{actor.jurisdiction}"),)


def _subscription(service: Service, durable: str) -> Subscription:
    return next(s for s in service.subscriptions if s.durable == durable)
