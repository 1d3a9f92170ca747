"""One process with a service in it: doors, readiness, and an end in good time."""

import asyncio
import gc
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import grpc
import httpx
import nats
import pytest
from google.protobuf.json_format import MessageToJson
from grpc_health.v1 import health_pb2, health_pb2_grpc
from sqlalchemy.ext.asyncio import AsyncEngine
from sse_starlette import EventSourceResponse

from chassis import database, rest, runtime
from chassis.access import Access
from chassis.attachments import Attachments, open_store
from chassis.events.inbox import Parking
from chassis.events.streams import open_stream, subject
from chassis.notify import Notifier
from chassis.organisation import organisation_subscription
from chassis.runtime import DoorTaken, Platform, Service, Settings
from chassis.token import HttpKeys, Verifier
from chassis.vault import Vault
from launch.engines import OPERATOR, Engines
from launch.ports import free_port
from onedoor.identity.events.v1 import organisation_events_pb2 as pb
from tests.builders import an_id, somewhere
from tests.chassis.test_rest import Posts, Tokens
from tests.chassis.toy.note import machinery

pytestmark = pytest.mark.engines

CLOSES_WITHIN_SECONDS = 5.0


def a_platform(engines: Engines, url: str, vault: Vault, folder: str) -> Platform:
    return Platform(
        settings=Settings(
            databases={"toy": url},
            buses={"toy": engines.bus(OPERATOR)},
            peers={},
            issuer="http://127.0.0.1/none",
            http_port=free_port(),
            grpc_port=free_port(),
        ),
        tokens=Verifier([], HttpKeys(), lambda: datetime.now(UTC)),  # noqa: TID251
        vault=vault,
        notifier=Notifier({}),
        attachments=Attachments(open_store(f"file://{folder}")),
        now=lambda: datetime.now(UTC),  # noqa: TID251
    )


def a_service(engine: AsyncEngine) -> Service:
    app = rest.app("Toy", Access(Tokens(), Posts()))

    @app.get("/v1/stream")
    async def stream() -> EventSourceResponse:
        async def for_ever() -> AsyncIterator[str]:
            while True:
                yield "tick"
                await asyncio.sleep(0.05)

        return EventSourceResponse(for_ever())

    keeps = organisation_subscription(
        "toy",
        engine,
        (machinery.organs, machinery.people),
        Parking(engine, machinery.parked),
    )
    return Service("toy", engine, machinery, app, publishes=False, subscriptions=(keeps,))


@asynccontextmanager
async def running(platform: Platform, service: Service) -> AsyncIterator[str]:
    ready = asyncio.Event()
    task = asyncio.create_task(runtime.run(platform, [service], ready))
    waiting = asyncio.create_task(ready.wait())
    await asyncio.wait({task, waiting}, timeout=15, return_when=asyncio.FIRST_COMPLETED)
    assert not task.done(), task.exception()
    yield f"http://127.0.0.1:{platform.settings.http_port}"
    task.cancel()
    began = time.monotonic()
    await asyncio.wait([task], timeout=2 * CLOSES_WITHIN_SECONDS)
    assert task.cancelled()
    assert time.monotonic() - began < CLOSES_WITHIN_SECONDS


@pytest.fixture
async def identity_stream(engines: Engines) -> None:
    """Somebody has been entered somewhere: a stream that says nothing is not caught up with."""
    client = await nats.connect(engines.bus(OPERATOR))
    jetstream = client.jetstream()
    await open_stream(jetstream, "identity")
    told = pb.PersonEntered(person=pb.Person(person_id=str(an_id()), version=1))
    await jetstream.publish(
        subject(pb.PersonEntered, somewhere()),
        MessageToJson(told).encode(),
        headers={"Nats-Msg-Id": str(an_id())},
    )
    await client.close()


@pytest.mark.usefixtures("identity_stream")
async def test_it_answers_when_it_has_caught_up_and_ends_with_a_stream_open(
    engines: Engines, toy_url: str, vault: Vault, tmp_path: str
) -> None:
    engine = database.engine(toy_url)
    platform = a_platform(engines, toy_url, vault, str(tmp_path))
    async with running(platform, a_service(engine)) as base, httpx.AsyncClient() as http:
        assert (await http.get(f"{base}/livez")).json() == {"alive": True}
        assert (await http.get(f"{base}/readyz")).json() == {"ready": True, "waits_for": []}
        async with http.stream("GET", f"{base}/api/toy/v1/stream") as events:
            async for _ in events.aiter_lines():
                break
            address = f"127.0.0.1:{platform.settings.grpc_port}"
            async with grpc.aio.insecure_channel(address) as channel:
                stub = health_pb2_grpc.HealthStub(channel)
                answer = await stub.Check(health_pb2.HealthCheckRequest())
        assert answer.status == health_pb2.HealthCheckResponse.SERVING
        stays_open = asyncio.create_task(_read_for_ever(f"{base}/api/toy/v1/stream"))
        await asyncio.sleep(0.2)
        assert not stays_open.done()


@pytest.mark.parametrize("door", ["http", "grpc"])
async def test_a_door_that_somebody_took_meanwhile_is_named(
    door: str, engines: Engines, toy_url: str, vault: Vault, tmp_path: str
) -> None:
    platform = a_platform(engines, toy_url, vault, str(tmp_path))
    port = getattr(platform.settings, f"{door}_port")

    with socket.create_server(("127.0.0.1", port)), pytest.raises(DoorTaken) as told:
        service = a_service(database.engine(toy_url))
        await runtime.run(platform, [service], asyncio.Event())

    assert (told.value.door, told.value.port) == (door, port)


@pytest.mark.usefixtures("identity_stream")
async def test_what_was_built_is_not_collected_while_it_runs_and_is_again_afterwards(
    engines: Engines, toy_url: str, vault: Vault, tmp_path: str
) -> None:
    usual = gc.get_threshold()
    platform = a_platform(engines, toy_url, vault, str(tmp_path))

    async with running(platform, a_service(database.engine(toy_url))):
        assert gc.get_freeze_count()
        assert gc.get_threshold() > usual

    assert (gc.get_freeze_count(), gc.get_threshold()) == (0, usual)


async def _read_for_ever(url: str) -> None:
    try:
        async with httpx.AsyncClient(timeout=30) as http, http.stream("GET", url) as events:
            async for _ in events.aiter_lines():
                pass
    except httpx.HTTPError:
        return
