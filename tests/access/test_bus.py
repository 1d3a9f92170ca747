"""What each service may do on the real NATS: speak in its own name, hear what it asked for."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import permutations

import nats
import pytest
from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, RePublish, StreamConfig
from nats.js.errors import APIError

from chassis.events.streams import inbox, open_stream, stream
from launch.engines import OPERATOR, SERVICES, Engines
from launch.hearing import HEARS
from tools.pages.assembled import services

pytestmark = pytest.mark.engines

PATIENCE_SECONDS = 0.2
REFUSED = (APIError, TimeoutError, nats.errors.Error)
PAIRS = list(permutations(SERVICES, 2))
SECRET = b'{"said": "to another"}'


@asynccontextmanager
async def user(engines: Engines, name: str) -> AsyncIterator[tuple[Client, list[str]]]:
    """A connection of a service, and what NATS complained of on it."""
    faults: list[str] = []

    async def heard(fault: Exception) -> None:
        faults.append(str(fault))

    prefix = "_INBOX" if name == OPERATOR else inbox(name)
    bus = await nats.connect(engines.bus(name), error_cb=heard, inbox_prefix=prefix)
    try:
        yield bus, faults
    finally:
        await bus.close()


@pytest.fixture
async def streams(engines: Engines) -> AsyncIterator[JetStreamContext]:
    """All streams with their consumers, each made by its own service; and the operator beside."""
    for name in SERVICES:
        async with user(engines, name) as (bus, _):
            await open_stream(bus.jetstream(), name)
    for name in SERVICES:
        async with user(engines, name) as (bus, _):
            for durable, producer in HEARS[name].items():
                await bus.jetstream().add_consumer(stream(producer), _config(durable))
    async with user(engines, OPERATOR) as (bus, _):
        yield bus.jetstream()


def test_whom_a_service_may_hear_is_whom_it_asks_for() -> None:
    asked = {s.name: {a.durable: a.producer for a in s.subscriptions} for s in services()}

    assert dict(HEARS) == asked


@pytest.mark.parametrize("name", SERVICES)
async def test_a_service_says_and_hears_what_is_its_own(
    engines: Engines, streams: JetStreamContext, name: str
) -> None:
    """The limits leave it what it lives on: publish, be told so, fetch, acknowledge, take back."""
    async with user(engines, name) as (bus, faults):
        own = bus.jetstream()
        said = await own.publish(f"onedoor.{name}.thing.tried.v1.000000", SECRET)
        await own.delete_msg(stream(name), said.seq)
        for durable, producer in HEARS[name].items():
            told = await streams.publish(f"onedoor.{producer}.thing.told.v1.000000", SECRET)
            pull = await own.pull_subscribe_bind(durable, stream(producer))
            heard = 0
            while heard < told.seq:
                (message,) = await pull.fetch(1, timeout=5)
                heard = message.metadata.sequence.stream
                await message.ack_sync()
            assert (await pull.consumer_info()).num_ack_pending == 0

    assert faults == []


@pytest.mark.parametrize(("name", "other"), PAIRS, ids=str)
async def test_nobody_speaks_in_anothers_name(
    engines: Engines, streams: JetStreamContext, name: str, other: str
) -> None:
    before = (await streams.stream_info(stream(other))).state.messages
    forged = f"onedoor.{other}.thing.forged.v1.420881"
    async with user(engines, name) as (bus, faults):
        await bus.publish(forged, SECRET)
        await bus.flush()
        await _complaint(faults)

    assert [fault for fault in faults if "publish" in fault.lower() and forged in fault]
    assert (await streams.stream_info(stream(other))).state.messages == before


Attempt = Callable[[JetStreamContext, str], Awaitable[object]]
ON_A_STREAM: dict[str, Attempt] = {
    "purge": lambda js, other: js.purge_stream(stream(other)),
    "delete": lambda js, other: js.delete_stream(stream(other)),
    "change": lambda js, other: js.update_stream(_stream(other)),
    "take a message out": lambda js, other: js.delete_msg(stream(other), 1),
    "read a message": lambda js, other: js.get_msg(stream(other), 1),
    "make one that takes it in": lambda js, other: js.add_stream(
        StreamConfig(name="MINE", subjects=[f"onedoor.{other}.>", "mine.>"])
    ),
    "read along": lambda js, other: js.add_consumer(stream(other), _config("reading-along")),
    "read along without a name": lambda js, other: js.add_consumer(
        stream(other), ConsumerConfig(ack_policy=AckPolicy.NONE)
    ),
}


@pytest.mark.parametrize("what", ON_A_STREAM)
@pytest.mark.parametrize(("name", "other"), PAIRS[::3], ids=str)
async def test_anothers_stream_is_not_ones_to_handle(
    engines: Engines, streams: JetStreamContext, name: str, other: str, what: str
) -> None:
    await streams.publish(f"onedoor.{other}.thing.said.v1.000000", SECRET)
    async with user(engines, name) as (bus, _):
        with pytest.raises(REFUSED):
            await ON_A_STREAM[what](bus.jetstream(timeout=PATIENCE_SECONDS), other)

    info = await streams.stream_info(stream(other))
    assert info.state.messages > 0
    assert info.config.subjects == [f"onedoor.{other}.>"]


@pytest.mark.parametrize("name", SERVICES)
async def test_a_service_cannot_let_its_own_stream_speak_in_anothers_name(
    engines: Engines, streams: JetStreamContext, name: str
) -> None:
    other = next(each for each in SERVICES if each != name)
    forging = RePublish(src=f"onedoor.{name}.>", dest=f"onedoor.{other}.>")
    config = StreamConfig(name=stream(name), subjects=[f"onedoor.{name}.>"], republish=forging)
    async with user(engines, name) as (bus, _):
        own = bus.jetstream(timeout=PATIENCE_SECONDS)
        for attempt in (own.update_stream(config), own.delete_stream(stream(name))):
            with pytest.raises(REFUSED):
                await attempt

    assert (await streams.stream_info(stream(name))).config.republish is None


THEIRS = [
    (name, other, durable, producer)
    for name in SERVICES
    for other in SERVICES
    if name != other
    for durable, producer in HEARS[other].items()
]


@pytest.mark.parametrize(("name", "other", "durable", "producer"), THEIRS[::2])
async def test_nobody_takes_what_another_was_to_hear(
    engines: Engines, streams: JetStreamContext, name: str, other: str, durable: str, producer: str
) -> None:
    """Not a message of its consumer, nor the consumer itself."""
    await streams.publish(f"onedoor.{producer}.thing.told.v1.000000", SECRET)
    before = await streams.consumer_info(stream(producer), durable)
    async with user(engines, name) as (bus, _):
        own = bus.jetstream(timeout=PATIENCE_SECONDS)
        pull = await own.pull_subscribe_bind(durable, stream(producer))
        with pytest.raises(REFUSED):
            await pull.fetch(1, timeout=PATIENCE_SECONDS)
        with pytest.raises(REFUSED):
            await own.delete_consumer(stream(producer), durable)
        with pytest.raises(REFUSED):
            await own.add_consumer(
                stream(producer), _config(durable).evolve(filter_subject="onedoor.nothing")
            )

    after = await streams.consumer_info(stream(producer), durable)
    assert (after.delivered, after.config) == (before.delivered, before.config)


@pytest.mark.parametrize("name", SERVICES)
async def test_nobody_listens_in(engines: Engines, streams: JetStreamContext, name: str) -> None:
    """Neither to what is said on the way to a stream, nor to the answers that others get."""
    other = next(each for each in SERVICES if each != name)
    overheard: list[bytes] = []

    async def hear(message: object) -> None:
        overheard.append(getattr(message, "data", b""))

    async with user(engines, name) as (bus, faults), user(engines, other) as (speaker, _):
        for subject in (f"onedoor.{other}.>", "onedoor.>", ">", "_INBOX.>", f"{inbox(other)}.>"):
            await bus.subscribe(subject, cb=hear)
        await bus.flush()
        await speaker.jetstream().publish(f"onedoor.{other}.thing.said.v1.000000", SECRET)
        await asyncio.sleep(PATIENCE_SECONDS)

    assert overheard == []
    assert len([fault for fault in faults if "subscription" in fault.lower()]) == 5


def _config(durable: str) -> ConsumerConfig:
    return ConsumerConfig(durable_name=durable, ack_policy=AckPolicy.EXPLICIT)


def _stream(of: str) -> StreamConfig:
    return StreamConfig(name=stream(of), subjects=[f"onedoor.{of}.>", "mine.>"])


async def _complaint(faults: list[str]) -> None:
    """NATS says on the side that it refused."""
    async with asyncio.timeout(5):
        while not faults:
            await asyncio.sleep(0.01)
