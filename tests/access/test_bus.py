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


@pytest.fixture(scope="module")
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
        assert await _refused(faults, forged)

    assert (await streams.stream_info(stream(other))).state.messages == before


Attempt = Callable[[JetStreamContext, str, int], Awaitable[object]]
ON_A_STREAM: dict[str, tuple[str, Attempt]] = {
    "purge": ("STREAM.PURGE.{}", lambda js, other, _: js.purge_stream(stream(other))),
    "delete": ("STREAM.DELETE.{}", lambda js, other, _: js.delete_stream(stream(other))),
    "change": ("STREAM.UPDATE.{}", lambda js, other, _: js.update_stream(_stream(other))),
    "make anew": ("STREAM.CREATE.{}", lambda js, other, _: js.add_stream(_stream(other))),
    "take a message out": (
        "STREAM.MSG.DELETE.{}",
        lambda js, other, said: js.delete_msg(stream(other), said),
    ),
    "read a message": (
        "STREAM.MSG.GET.{}",
        lambda js, other, said: js.get_msg(stream(other), said),
    ),
    "read a message past the stream": (
        "DIRECT.GET.{}",
        lambda js, other, said: js.get_msg(stream(other), said, direct=True),
    ),
    "make one that takes it in": (
        "STREAM.CREATE.MINE",
        lambda js, other, _: js.add_stream(
            StreamConfig(name="MINE", subjects=[f"onedoor.{other}.>", "mine.>"])
        ),
    ),
    "read along": (
        "CONSUMER.DURABLE.CREATE.{}.reading-along",
        lambda js, other, _: js.add_consumer(stream(other), _config("reading-along")),
    ),
    "read along without a name": (
        "CONSUMER.CREATE.{}",
        lambda js, other, _: js.add_consumer(
            stream(other), ConsumerConfig(ack_policy=AckPolicy.NONE)
        ),
    ),
    "read along for a while": (
        "CONSUMER.CREATE.{}.for-a-while",
        lambda js, other, _: js.add_consumer(
            stream(other), ConsumerConfig(name="for-a-while", ack_policy=AckPolicy.NONE)
        ),
    ),
}
"""What is asked of NATS for it, and how."""


@pytest.mark.parametrize(("name", "other"), PAIRS, ids=str)
async def test_anothers_stream_is_not_ones_to_handle(
    engines: Engines, streams: JetStreamContext, name: str, other: str
) -> None:
    """Refused as such: to be told that nothing is there would be an answer."""
    said = await streams.publish(f"onedoor.{other}.thing.said.v1.000000", SECRET)
    assert (await streams.get_msg(stream(other), said.seq)).data == SECRET
    before = (await streams.stream_info(stream(other))).config
    async with user(engines, name) as (bus, faults):
        own = bus.jetstream(timeout=PATIENCE_SECONDS)
        tried = [attempt(own, other, said.seq) for _, attempt in ON_A_STREAM.values()]
        answered = await _answered(*tried)
        asked = {what: api.format(stream(other)) for what, (api, _) in ON_A_STREAM.items()}
        let = [what for what, of in asked.items() if not await _refused(faults, f"$JS.API.{of}")]

    assert (let, answered) == ([], [])
    assert (await streams.get_msg(stream(other), said.seq)).data == SECRET
    assert (await streams.stream_info(stream(other))).config == before


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


@pytest.mark.parametrize(("name", "other"), PAIRS, ids=str)
async def test_nobody_takes_what_another_was_to_hear(
    engines: Engines, streams: JetStreamContext, name: str, other: str
) -> None:
    """Not a message of its consumers, nor the consumers themselves; nor says it was heard."""
    for durable, producer in HEARS[other].items():
        await streams.publish(f"onedoor.{producer}.thing.told.v1.000000", SECRET)
        before = await streams.consumer_info(stream(producer), durable)
        assert before.num_pending
        async with user(engines, name) as (bus, faults):
            own, here = bus.jetstream(timeout=PATIENCE_SECONDS), f"{stream(producer)}.{durable}"
            pull = await own.pull_subscribe_bind(durable, stream(producer))
            changed = _config(durable).evolve(filter_subject="onedoor.nothing")
            await bus.publish(f"$JS.ACK.{here}.1.1.1.0.0", b"+ACK")
            answered = await _answered(
                pull.fetch(1),
                own.delete_consumer(stream(producer), durable),
                own.add_consumer(stream(producer), changed),
            )
            assert answered == []
            for what in ("MSG.NEXT", "DELETE", "DURABLE.CREATE"):
                assert await _refused(faults, f"$JS.API.CONSUMER.{what}.{here}")
            assert await _refused(faults, f"$JS.ACK.{here}.1.1.1.0.0")

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


async def _answered(*attempts: Awaitable[object]) -> list[object]:
    """What came of those that NATS did not let pass in silence."""
    tried = [asyncio.wait_for(attempt, PATIENCE_SECONDS) for attempt in attempts]
    told = await asyncio.gather(*tried, return_exceptions=True)
    return [each for each in told if not isinstance(each, TimeoutError)]


async def _refused(faults: list[str], asked: str) -> bool:
    """NATS says on the side, and in small letters, what it does not let anybody publish."""
    said = f'permissions violation for publish to "{asked}"'.lower()
    for _ in range(100):
        if any(said in fault.lower() for fault in faults):
            return True
        await asyncio.sleep(0.01)
    return False
