"""The relay, on a real outbox and a real stream."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from typing import NoReturn
from uuid import UUID

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
from chassis.events.streams import event_of, stream
from chassis.kernel import new_id
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


@pytest.fixture
async def told(
    toy_url: str,
    bus: JetStreamContext,
    toy_engine: AsyncEngine,
    vault: Vault,
    outbox: asyncpg.Connection,
    toy_stream: str,
) -> Relay:
    """A relay that has looked at its stream, and has published three events since."""
    for _ in range(3):
        await written(toy_engine, vault, a_principal("housing", somewhere()))
    await outbox.execute("UPDATE toy.outbox SET event_id = uuidv7()")  # made today
    relay = Relay("toy", toy_url, bus)
    await relay.take_back_what_was_lost(outbox)
    assert await published(relay, outbox) == 3
    return relay


async def test_what_was_purged_goes_out_again_though_nats_remembers_its_ids(
    told: Relay, bus: JetStreamContext, outbox: asyncpg.Connection, toy_stream: str
) -> None:
    before = await ids(bus, toy_stream)
    await bus.purge_stream(toy_stream)
    await told.take_back_what_was_lost(outbox)

    assert await published(told, outbox) == 3

    assert await ids(bus, toy_stream) == before
    await told.take_back_what_was_lost(outbox)
    assert await published(told, outbox) == 0


async def test_a_stream_made_anew_is_noticed_however_long_it_has_become(
    told: Relay,
    bus: JetStreamContext,
    toy_engine: AsyncEngine,
    vault: Vault,
    outbox: asyncpg.Connection,
    toy_stream: str,
) -> None:
    before = await ids(bus, toy_stream)
    made = (await bus.stream_info(toy_stream)).config
    await bus.delete_stream(toy_stream)
    await bus.add_stream(made)
    for _ in range(5):
        await written(toy_engine, vault, a_principal("housing", somewhere()))
    await published(told, outbox)

    await told.take_back_what_was_lost(outbox)
    await published(told, outbox)

    assert before < await ids(bus, toy_stream)
    assert len(await ids(bus, toy_stream)) == 8


async def test_a_stream_that_tells_of_what_never_was_begins_anew(
    told: Relay, bus: JetStreamContext, outbox: asyncpg.Connection, toy_stream: str
) -> None:
    """The database was set back to before the last event; its consumers hear the others again."""
    before = await ids(bus, toy_stream)
    undone = "DELETE FROM toy.outbox WHERE stream_sequence = 3 RETURNING event_id"
    gone = await outbox.fetchval(undone)

    await told.take_back_what_was_lost(outbox)
    await published(told, outbox)

    assert await ids(bus, toy_stream) == before - {gone}


async def test_what_a_broken_connection_kept_out_of_the_outbox_is_no_older_database(
    told: Relay, bus: JetStreamContext, outbox: asyncpg.Connection, toy_stream: str
) -> None:
    await outbox.execute("UPDATE toy.outbox SET stream_sequence = NULL WHERE stream_sequence > 1")

    await told.take_back_what_was_lost(outbox)
    await published(told, outbox)

    state = (await bus.stream_info(toy_stream)).state
    assert (state.first_seq, state.last_seq) == (1, 3)


async def test_what_aged_out_of_the_stream_stays_out(
    told: Relay, bus: JetStreamContext, outbox: asyncpg.Connection, toy_stream: str
) -> None:
    for sequence in range(1, 4):
        old = new_id(NOON - timedelta(days=40))
        await outbox.execute(
            "UPDATE toy.outbox SET event_id = $1 WHERE stream_sequence = $2", old, sequence
        )
    await bus.purge_stream(toy_stream)

    await told.take_back_what_was_lost(outbox)

    assert await published(told, outbox) == 0


async def test_a_kill_before_it_was_forgotten_is_made_good(
    told: Relay,
    bus: JetStreamContext,
    toy_engine: AsyncEngine,
    vault: Vault,
    outbox: asyncpg.Connection,
    toy_stream: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    actor = a_principal("housing", somewhere())
    note = await written(toy_engine, vault, actor)
    await published(told, outbox)
    async with database.transaction(toy_engine, actor.jurisdiction, MACHINERY) as work:
        store = Store(KEPT, work, vault)
        mine = await store.get(note.id)
        assert mine is not None
        mine.seal(["discipline"], by=actor, now=NOON)
        await store.save(mine)
    with monkeypatch.context() as torn, pytest.raises(TimeoutError):
        torn.setattr(bus, "delete_msg", away)
        await told.publish(outbox)

    await published(told, outbox)

    left = await outbox.fetchval("SELECT count(*) FROM toy.outbox WHERE subject_id = $1", note.id)
    assert (left, (await bus.stream_info(toy_stream)).state.messages) == (1, 4)


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


async def away(*_: object) -> NoReturn:
    raise TimeoutError


async def ids(bus: JetStreamContext, name: str) -> set[UUID]:
    state = (await bus.stream_info(name)).state
    messages = [
        await bus.get_msg(name, sequence) for sequence in range(state.first_seq, state.last_seq + 1)
    ]
    return {event_of(message.headers or {}) for message in messages}


async def _messages(bus: JetStreamContext, name: str, count: int) -> None:
    async with asyncio.timeout(10):
        while (await bus.stream_info(name)).state.messages != count:
            await asyncio.sleep(0.02)
