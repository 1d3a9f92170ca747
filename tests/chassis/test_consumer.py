"""Consumers: once in effect whatever is delivered, and nothing dropped in silence."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import nats
import pytest
from google.protobuf.json_format import MessageToJson
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.cancelling import insist
from chassis.database import MACHINERY
from chassis.events import consumer, inbox
from chassis.events.consumer import PATIENCE, Subscription, receive, replay
from chassis.events.inbox import Delivery, Parking
from chassis.events.streams import event_of, open_stream, stream, subject
from chassis.kernel import Unavailable
from launch.engines import OPERATOR, Engines
from launch.ports import free_port
from onedoor.evaluation.events.v1 import order_events_pb2 as pb
from tests.builders import an_id, somewhere
from tests.chassis.toy.note import machinery

pytestmark = pytest.mark.engines

DURABLE = "toy-count-orders"


class Counting:
    """A use case: claims the event, then counts it; fails as often as it is told to."""

    def __init__(
        self, engine: AsyncEngine, failures: int = 0, fault: Exception | None = None
    ) -> None:
        self.engine = engine
        self.failures = failures
        self.fault = fault or RuntimeError("张三的电话")
        self.seen: list[str] = []

    async def __call__(self, delivery: Delivery, event: Any) -> None:
        async with database.transaction(self.engine, delivery.jurisdiction, MACHINERY) as work:
            await inbox.claim(work, delivery)
            if self.failures:
                self.failures -= 1
                raise self.fault
            self.seen.append(event.order.order_id)


def subscribed(engine: AsyncEngine, handle: Counting, durable: str = DURABLE) -> Subscription:
    parking = Parking(engine, machinery.parked)
    return Subscription(durable, "evaluation", (pb.OrderIssued,), handle, parking)


async def told(bus: JetStreamContext, here: str, event_id: UUID) -> None:
    await open_stream(bus, "evaluation")
    event = pb.OrderIssued(order=pb.Order(order_id=str(event_id)))
    headers = {"Nats-Msg-Id": str(event_id)}
    payload = MessageToJson(event).encode()
    await bus.publish(subject(pb.OrderIssued, here), payload, headers=headers)


@asynccontextmanager
async def consuming(bus: JetStreamContext, subscription: Subscription) -> AsyncIterator[None]:
    running = asyncio.create_task(insist(consumer.consume(bus, subscription)))
    try:
        yield
    finally:
        running.cancel()
        await asyncio.wait([running])


async def one_message(bus: JetStreamContext, here: str, durable: str) -> Any:
    pull = await bus.pull_subscribe(subject(pb.OrderIssued, here), durable)
    (message,) = await pull.fetch(1, timeout=5)
    return message


async def test_an_event_delivered_twice_has_one_effect(
    toy_engine: AsyncEngine, bus: JetStreamContext
) -> None:
    here, event_id = somewhere(), an_id()
    handle = Counting(toy_engine)
    await told(bus, here, event_id)

    for durable in ("once", "again"):
        message = await one_message(bus, here, f"{durable}-{here}")
        await receive(message, subscribed(toy_engine, handle))

    assert handle.seen == [str(event_id)]


async def test_what_fails_for_good_is_parked_without_its_words_and_replayed_by_hand(
    toy_engine: AsyncEngine, bus: JetStreamContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "RETRY_AFTER_SECONDS", (0.01,) * PATIENCE)
    here, event_id = somewhere(), an_id()
    handle = Counting(toy_engine, failures=PATIENCE)
    subscription = subscribed(toy_engine, handle)
    await told(bus, here, event_id)

    pull = await bus.pull_subscribe(subject(pb.OrderIssued, here), f"park-{here}")
    for _ in range(PATIENCE):
        (message,) = await pull.fetch(1, timeout=5)
        await receive(message, subscription)
    with pytest.raises(TimeoutError):
        await pull.fetch(1, timeout=0.3)

    (parked,) = await subscription.parking.list_parked(here)
    assert (parked.event_id, parked.fault) == (event_id, "RuntimeError")
    delivery = Delivery(DURABLE, here, event_id)
    assert await replay(subscription, delivery)
    assert handle.seen == [str(event_id)]
    assert await subscription.parking.list_parked(here) == []
    assert not await replay(subscription, delivery)


@pytest.mark.parametrize("together", [False, True])
async def test_an_event_that_always_fails_is_parked_and_the_next_one_has_its_effect(
    toy_engine: AsyncEngine,
    bus: JetStreamContext,
    monkeypatch: pytest.MonkeyPatch,
    together: bool,
) -> None:
    monkeypatch.setattr(consumer, "RETRY_AFTER_SECONDS", (0.01,) * PATIENCE)
    here, bad, good = somewhere(), an_id(), an_id()
    seen: list[UUID] = []

    async def keep(delivery: Delivery, _: Any) -> None:
        if delivery.event_id == bad:
            raise RuntimeError("张三的电话")
        seen.append(delivery.event_id)

    async def keep_all(events: Sequence[tuple[Delivery, Any]]) -> None:
        for delivery, event in events:
            await keep(delivery, event)

    subscription = replace(
        subscribed(toy_engine, Counting(toy_engine), f"toy-goes-on-{here}"),
        handle=keep,
        handle_all=keep_all if together else None,
    )
    await told(bus, here, bad)
    await told(bus, here, good)
    async with consuming(bus, subscription):
        await _until(lambda: good in seen)
        async with asyncio.timeout(15):
            while not (parked := await subscription.parking.list_parked(here)):
                await asyncio.sleep(0.02)

        after = an_id()
        await told(bus, here, after)
        await _until(lambda: after in seen)

    assert [event.event_id for event in parked] == [bad]
    assert subscription.failures == {}


async def test_what_a_newer_producer_tells_is_passed_over_as_far_as_it_is_not_known(
    toy_engine: AsyncEngine, bus: JetStreamContext
) -> None:
    """A kind of message, and a field of a message, that there are in no contract of today."""
    here, unknown, newer, after = somewhere(), an_id(), an_id(), an_id()
    handle = Counting(toy_engine)
    subscription = subscribed(toy_engine, handle, f"toy-older-{here}")
    await open_stream(bus, "evaluation")
    of_nobody = subject(pb.OrderIssued, here).replace("issued", "praised")
    order = {"orderId": str(newer), "weather": {"wind": 7}}
    for event_id, about, told_of in (
        (unknown, of_nobody, {"praise": {"orderId": str(unknown)}}),
        (newer, subject(pb.OrderIssued, here), {"order": order, "mood": "cheerful"}),
    ):
        headers = {"Nats-Msg-Id": str(event_id)}
        await bus.publish(about, json.dumps(told_of).encode(), headers=headers)
    async with consuming(bus, subscription):
        await told(bus, here, after)
        await _until(lambda: str(after) in handle.seen)

    mine = {str(unknown), str(newer), str(after)}
    assert [seen for seen in handle.seen if seen in mine] == [str(newer), str(after)]
    assert await subscription.parking.list_parked(here) == []
    assert subscription.failures == {}


async def test_an_event_waits_as_long_as_what_it_needs_is_away(
    toy_engine: AsyncEngine, bus: JetStreamContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "AWAY_SECONDS", 0.0)
    here, event_id, durable = somewhere(), an_id(), "toy-waits"
    handle = Counting(toy_engine, failures=PATIENCE + 1, fault=Unavailable(part="intake"))
    subscription = subscribed(toy_engine, handle, durable)
    await told(bus, here, event_id)

    for _ in range(PATIENCE + 2):
        await receive(await one_message(bus, here, durable), subscription)

    assert handle.seen == [str(event_id)]
    assert await subscription.parking.payload(Delivery(durable, here, event_id)) is None


async def test_an_outage_is_no_failure_of_the_event(
    toy_engine: AsyncEngine, bus: JetStreamContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Delivered often while nothing could take it, it is tried as patiently as any other."""
    monkeypatch.setattr(consumer, "AWAY_SECONDS", 0.0)
    monkeypatch.setattr(consumer, "RETRY_AFTER_SECONDS", (0.0,) * PATIENCE)
    here, event_id, durable = somewhere(), an_id(), "toy-outlives"
    handle = Counting(toy_engine, failures=PATIENCE, fault=Unavailable(part="intake"))
    subscription = subscribed(toy_engine, handle, durable)
    await told(bus, here, event_id)
    for _ in range(PATIENCE):
        await receive(await one_message(bus, here, durable), subscription)

    handle.failures, handle.fault = PATIENCE - 1, RuntimeError("张三的电话")
    for _ in range(PATIENCE):
        await receive(await one_message(bus, here, durable), subscription)

    assert handle.seen == [str(event_id)]
    assert subscription.failures == {}


async def test_what_cannot_even_be_parked_stays_in_the_stream(
    toy_engine: AsyncEngine, bus: JetStreamContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "RETRY_AFTER_SECONDS", (0.0,) * PATIENCE)
    monkeypatch.setattr(consumer, "AWAY_SECONDS", 0.0)
    here, event_id, durable = somewhere(), an_id(), "toy-cannot-park"
    handle = Counting(toy_engine, failures=PATIENCE)
    nowhere = database.engine(f"postgresql://nobody@127.0.0.1:{free_port()}/nothing")
    homeless = replace(
        subscribed(toy_engine, handle, durable), parking=Parking(nowhere, machinery.parked)
    )
    await told(bus, here, event_id)

    for _ in range(PATIENCE + 1):
        await receive(await one_message(bus, here, durable), homeless)

    assert handle.seen == [str(event_id)]
    await nowhere.dispose()


async def test_a_failed_effect_leaves_no_claim(toy_engine: AsyncEngine) -> None:
    delivery = Delivery(DURABLE, somewhere(), an_id())
    with pytest.raises(RuntimeError):
        await Counting(toy_engine, failures=1)(delivery, pb.OrderIssued())

    async with database.transaction(toy_engine, delivery.jurisdiction) as work:
        claims = await work.connection.scalar(select(func.count()).select_from(machinery.inbox))
    assert claims == 0


async def test_a_consumer_outlives_the_loss_of_its_stream(
    toy_engine: AsyncEngine, bus: JetStreamContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "FETCH_SECONDS", 0.2)
    monkeypatch.setattr(consumer, "IDLE_SECONDS", 0.05)
    here, first, second = somewhere(), an_id(), an_id()
    handle = Counting(toy_engine)
    durable = f"toy-outlive-{here}"
    await told(bus, here, first)
    async with consuming(bus, subscribed(toy_engine, handle, durable)):
        await _until(lambda: str(first) in handle.seen)

        await bus.delete_stream("ONEDOOR_EVALUATION")
        await told(bus, here, second)

        await _until(lambda: str(second) in handle.seen)


@pytest.fixture
def quickly_given_out_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumer, "HELD_SECONDS", 1.0)
    monkeypatch.setattr(consumer, "STILL_HELD_SECONDS", 0.25)


@pytest.mark.usefixtures("quickly_given_out_anew")
@pytest.mark.parametrize("together", [False, True])
async def test_what_is_worked_on_is_given_to_nobody_else_however_long_it_takes(
    toy_engine: AsyncEngine, bus: JetStreamContext, together: bool
) -> None:
    here, durable = somewhere(), f"toy-slow-{somewhere()}"
    begun: list[UUID] = []

    async def slow(delivery: Delivery, _: Any) -> None:
        begun.append(delivery.event_id)
        if delivery.event_id in events:  # the stream tells of other tests as well
            await asyncio.sleep(3 * consumer.HELD_SECONDS)

    async def slow_all(batch: Sequence[tuple[Delivery, Any]]) -> None:
        begun.extend(ids := [delivery.event_id for delivery, _ in batch])
        if set(ids) & set(events):
            await asyncio.sleep(3 * consumer.HELD_SECONDS)

    subscription = replace(
        subscribed(toy_engine, Counting(toy_engine), durable),
        handle=slow,
        handle_all=slow_all if together else None,
    )
    events = [an_id(), an_id()]
    for event in events:
        await told(bus, here, event)
    async with consuming(bus, subscription), consuming(bus, subscription):
        await _until(lambda: set(events) <= set(begun))
        await asyncio.sleep(3 * consumer.HELD_SECONDS)

        info = await bus.consumer_info(stream("evaluation"), durable)
    assert sorted(e for e in begun if e in events) == sorted(events)
    assert info.num_redelivered == 0


@pytest.mark.usefixtures("quickly_given_out_anew")
@pytest.mark.parametrize("of_before", [False, True])
async def test_what_a_killed_consumer_had_in_hand_comes_again_within_seconds(
    toy_engine: AsyncEngine, bus: JetStreamContext, engines: Engines, of_before: bool
) -> None:
    """Also where the durable was made by a version that let them lie for thirty."""
    here, event, durable = somewhere(), an_id(), f"toy-killed-{somewhere()}"
    handle = Counting(toy_engine)
    await told(bus, here, event)
    await bus.add_consumer(
        stream("evaluation"),
        ConsumerConfig(
            durable_name=durable,
            filter_subjects=[subject(pb.OrderIssued)],
            ack_policy=AckPolicy.EXPLICIT,
            ack_wait=30 if of_before else consumer.HELD_SECONDS,
            max_deliver=consumer.FOREVER,
            max_ack_pending=1000,
        ),
    )
    killed = await nats.connect(engines.bus(OPERATOR))
    pull = await killed.jetstream().pull_subscribe_bind(durable, stream("evaluation"))
    while event not in {event_of(m.headers or {}) for m in await pull.fetch(200)}:
        continue
    await killed.close()

    async with consuming(bus, subscribed(toy_engine, handle, durable)):
        await _until(lambda: str(event) in handle.seen)


async def test_a_replica_of_the_version_before_may_set_the_time_back_and_disturbs_nobody(
    toy_engine: AsyncEngine, bus: JetStreamContext
) -> None:
    here, first, second = somewhere(), an_id(), an_id()
    handle, durable = Counting(toy_engine), f"toy-mixed-{here}"
    await told(bus, here, first)
    async with consuming(bus, subscribed(toy_engine, handle, durable)):
        await _until(lambda: str(first) in handle.seen)
        config = (await bus.consumer_info(stream("evaluation"), durable)).config
        assert config.ack_wait == consumer.HELD_SECONDS

        await bus.add_consumer(stream("evaluation"), config.evolve(ack_wait=30))
        await told(bus, here, second)

        await _until(lambda: str(second) in handle.seen)


async def test_a_batch_whose_database_is_away_waits_as_one(
    toy_engine: AsyncEngine, bus: JetStreamContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One after the other they would wait for a connection that there is not, each for itself."""
    monkeypatch.setattr(consumer, "AWAY_SECONDS", 0.0)
    here, durable = somewhere(), f"toy-away-{somewhere()}"
    tried: list[int] = []

    async def keep_all(events: Sequence[tuple[Delivery, Any]]) -> None:
        tried.append(len(events))
        if len(tried) == 1:
            raise Unavailable(part="database")

    handle = Counting(toy_engine)
    subscription = replace(subscribed(toy_engine, handle, durable), handle_all=keep_all)
    for _ in range(3):
        await told(bus, here, an_id())
    pull = await bus.pull_subscribe(subject(pb.OrderIssued, here), durable)
    for _ in range(2):
        await consumer.receive_all(await pull.fetch(200, timeout=5), subscription)

    assert tried == [3, 3]
    assert handle.seen == []
    with pytest.raises(TimeoutError):
        await pull.fetch(1, timeout=0.3)


async def _until(true: Any) -> None:
    async with asyncio.timeout(15):
        while not true():
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("worked", [0.02, 10.0])
async def test_a_consumer_rests_as_long_as_it_worked_but_never_long(worked: float) -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()

    await consumer.give_way(worked)

    rested = loop.time() - began
    assert rested >= 0.9 * min(worked, consumer.LONGEST_REST_SECONDS)
    assert rested < 1
