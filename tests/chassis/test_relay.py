"""The relay, on a real outbox and a real stream."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import asyncpg
import pytest
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.aggregates import Store
from chassis.database import MACHINERY
from chassis.events import relay as relaying
from chassis.events.relay import Relay
from chassis.events.streams import stream
from chassis.vault import Vault
from tests.builders import NOON, a_principal, somewhere
from tests.chassis.test_aggregates import written
from tests.chassis.toy.note import KEPT

pytestmark = pytest.mark.engines


@pytest.fixture
async def outbox(toy_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(toy_url)
    await connection.execute("DELETE FROM toy.outbox")
    yield connection
    await connection.close()


@pytest.fixture
async def toy_stream(bus: JetStreamContext, monkeypatch: pytest.MonkeyPatch) -> str:
    """The toy borrows the messages of mediation, and so needs a stream that takes them."""

    async def open_stream(_: JetStreamContext, service: str) -> object:
        try:
            return await bus.stream_info(stream(service))
        except NotFoundError:
            subjects = ["onedoor.mediation.>"]
            return await bus.add_stream(name=stream(service), subjects=subjects)

    monkeypatch.setattr(relaying, "open_stream", open_stream)
    for name in ("toy", "mediation"):
        with suppress(NotFoundError):
            await bus.delete_stream(stream(name))
    await open_stream(bus, "toy")
    return stream("toy")


async def published(relay: Relay, outbox: asyncpg.Connection) -> int:
    count = 0
    while more := await relay.publish(outbox):
        count += more
    return count


async def test_what_a_stream_lost_goes_out_again(
    toy_url: str,
    bus: JetStreamContext,
    toy_engine: AsyncEngine,
    vault: Vault,
    outbox: asyncpg.Connection,
    toy_stream: str,
) -> None:
    for _ in range(3):
        await written(toy_engine, vault, a_principal("housing", somewhere()))
    relay = Relay("toy", toy_url, bus)
    assert await published(relay, outbox) == 3

    await bus.delete_stream(toy_stream)
    await relay.take_back_what_was_lost(outbox)

    assert await published(relay, outbox) == 3
    assert (await bus.stream_info(toy_stream)).state.messages == 3


async def test_an_event_published_twice_is_in_the_stream_once(
    toy_url: str,
    bus: JetStreamContext,
    toy_engine: AsyncEngine,
    vault: Vault,
    outbox: asyncpg.Connection,
    toy_stream: str,
) -> None:
    """As after a kill between the acknowledgement and its note in the outbox."""
    await written(toy_engine, vault, a_principal("housing", somewhere()))
    relay = Relay("toy", toy_url, bus)
    await published(relay, outbox)
    await outbox.execute("UPDATE toy.outbox SET stream_sequence = NULL")

    await published(relay, outbox)

    assert (await bus.stream_info(toy_stream)).state.messages == 1


async def test_what_was_said_before_a_seal_leaves_stream_and_outbox(
    toy_url: str,
    bus: JetStreamContext,
    toy_engine: AsyncEngine,
    vault: Vault,
    outbox: asyncpg.Connection,
    toy_stream: str,
) -> None:
    actor = a_principal("housing", somewhere())
    note = await written(toy_engine, vault, actor)
    other = await written(toy_engine, vault, actor)
    relay = Relay("toy", toy_url, bus)
    await published(relay, outbox)
    async with database.transaction(toy_engine, actor.jurisdiction, MACHINERY) as work:
        store = Store(KEPT, work, vault)
        mine = await store.get(note.id)
        assert mine is not None
        mine.seal(["discipline"], by=actor, now=NOON)
        await store.save(mine)

    await published(relay, outbox)

    left = await outbox.fetch("SELECT subject_id FROM toy.outbox ORDER BY position")
    assert [row["subject_id"] for row in left] == [other.id, note.id]
    assert (await bus.stream_info(toy_stream)).state.messages == 2


async def test_of_two_relays_one_works_and_the_other_takes_over(
    toy_url: str,
    bus: JetStreamContext,
    toy_engine: AsyncEngine,
    vault: Vault,
    outbox: asyncpg.Connection,
    toy_stream: str,
) -> None:
    relays = [asyncio.create_task(Relay("toy", toy_url, bus).run()) for _ in range(2)]
    await written(toy_engine, vault, a_principal("housing", somewhere()))
    await _messages(bus, toy_stream, 1)

    relays[0].cancel()
    await asyncio.wait(relays[:1])
    await written(toy_engine, vault, a_principal("housing", somewhere()))
    await _messages(bus, toy_stream, 2)

    relays[1].cancel()
    await asyncio.wait(relays)


async def _messages(bus: JetStreamContext, name: str, count: int) -> None:
    async with asyncio.timeout(10):
        while (await bus.stream_info(name)).state.messages != count:
            await asyncio.sleep(0.02)
