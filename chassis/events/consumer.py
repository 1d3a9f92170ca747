"""Take events from a stream: at least once delivered, once in effect, never dropped in silence."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

import nats.errors
from google.protobuf.descriptor import Descriptor
from google.protobuf.json_format import Parse
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig
from nats.js.errors import NotFoundError

from chassis import telemetry
from chassis.events.inbox import AlreadyHandled, Delivery, Parking
from chassis.events.streams import event_of, stream, subject
from chassis.kernel import Unavailable

PATIENCE = 5
HELD_SECONDS = 5.0
"""Whoever has an event in hand and says nothing for so long is gone: it is given out anew."""
STILL_HELD_SECONDS = HELD_SECONDS / 4
RETRY_AFTER_SECONDS = (1.0, 5.0, 30.0, 120.0)
AWAY_SECONDS = 2.0
IDLE_SECONDS = 1.0
FETCH_SECONDS = 5.0
CATCHING_UP_SECONDS = 0.1
BATCH = 200
FOREVER = -1
LONGEST_REST_SECONDS = 0.05

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Subscription:
    """A use case, the messages it wants of one producer, and where to park what it cannot take."""

    durable: str
    producer: str
    messages: tuple[type[Message], ...]
    handle: Callable[[Delivery, Any], Awaitable[None]]
    parking: Parking
    handle_all: Callable[[Sequence[tuple[Delivery, Any]]], Awaitable[None]] | None = None
    """The same effect for many events of one jurisdiction in one commit, where that is worth it."""
    caught_up: asyncio.Event = field(default_factory=asyncio.Event)
    failures: Counter[UUID] = field(default_factory=Counter)
    """How often each event has failed here. What the stream counts holds every outage as well."""

    def read(self, told: str, payload: bytes) -> Message:
        """A field we do not know yet is no fault: producers are upgraded first."""
        jurisdiction = told.rpartition(".")[2]
        of = next(m for m in self.messages if subject(m, jurisdiction) == told)
        return _parsed(of.DESCRIPTOR, payload)


@lru_cache(maxsize=1024)
def _parsed(of: Descriptor, payload: bytes) -> Message:
    """Several consumers of one process read the same events: each is parsed once. So nobody may
    change what was read."""
    return Parse(payload, GetMessageClass(of)(), ignore_unknown_fields=True)


async def consume(bus: JetStreamContext, subscription: Subscription) -> None:
    """Until cancelled. The stream may come later than we do, or go away and come back."""
    while True:
        try:
            await _consume(bus, subscription)
        except (nats.errors.Error, TimeoutError) as fault:
            log.info("%s waits for its stream: %s", subscription.durable, type(fault).__name__)
            await asyncio.sleep(IDLE_SECONDS)


async def _consume(bus: JetStreamContext, subscription: Subscription) -> None:
    config = ConsumerConfig(
        durable_name=subscription.durable,
        filter_subjects=[subject(message) for message in subscription.messages],
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=HELD_SECONDS,
        max_deliver=FOREVER,
        max_ack_pending=1000,
    )
    name = stream(subscription.producer)
    await bus.add_consumer(name, config)
    pull = await bus.pull_subscribe_bind(subscription.durable, name)
    try:
        while True:
            if not subscription.caught_up.is_set():
                await _look_whether_caught_up(pull, subscription)
            try:
                patience = FETCH_SECONDS if subscription.caught_up.is_set() else CATCHING_UP_SECONDS
                messages = await pull.fetch(BATCH, timeout=patience)
            except TimeoutError:
                await _still_there(bus, name, subscription.durable)
                continue
            began = time.perf_counter()
            async with held(messages):
                await receive_all(messages, subscription)
            if len(messages) < BATCH:  # a full one goes on at once: nobody falls behind for good
                await give_way(time.perf_counter() - began)
    finally:
        await pull.unsubscribe()


@asynccontextmanager
async def held(messages: Sequence[Msg]) -> AsyncIterator[None]:
    """However long the work on them takes: as long as somebody is at it, nobody else gets them."""
    saying = asyncio.create_task(_say_still_held(messages))
    try:
        yield
    finally:
        saying.cancel()


async def _say_still_held(messages: Sequence[Msg]) -> None:
    while True:
        await asyncio.sleep(STILL_HELD_SECONDS)
        with suppress(nats.errors.Error):  # a bus that is away forgets nothing of what it gave out
            for message in messages:
                if not message.is_acked:
                    await message.in_progress()


async def give_way(worked: float) -> None:
    """As long again as it took: whoever waits at a door comes first, and the busier the process,
    the more events gather for the next commit."""
    await asyncio.sleep(min(worked, LONGEST_REST_SECONDS))


async def _look_whether_caught_up(
    pull: JetStreamContext.PullSubscription, subscription: Subscription
) -> None:
    """A stream that has said nothing yet is not caught up with: its owner has only just begun."""
    info = await pull.consumer_info()
    delivered = info.delivered.consumer_seq if info.delivered else 0
    if delivered and not info.num_pending and not info.num_ack_pending:
        subscription.caught_up.set()


async def _still_there(bus: JetStreamContext, name: str, durable: str) -> None:
    """An idle fetch looks the same as one whose stream was lost: ask, so as to make it anew."""
    try:
        await bus.consumer_info(name, durable)
    except NotFoundError as fault:
        raise nats.errors.Error(f"the consumer {durable} is gone") from fault


async def receive_all(messages: Sequence[Msg], subscription: Subscription) -> None:
    """In one commit a jurisdiction if the use case can; one by one if it cannot, or if it fails."""
    if subscription.handle_all is None or len(messages) == 1:
        for message in messages:
            await receive(message, subscription)
        return
    places: dict[str, list[Msg]] = {}
    for message in messages:
        places.setdefault(message.subject.rpartition(".")[2], []).append(message)
    for together in places.values():
        try:
            events = [
                (delivery_of(m, subscription), subscription.read(m.subject, m.data))
                for m in together
            ]
            # One span for the batch; it can stand in one trace only, that of its first event.
            with telemetry.span(subscription.durable, telemetry.extract(together[0].headers or {})):
                await subscription.handle_all(events)
        except AlreadyHandled:
            await _acknowledge(together)
        except Unavailable as fault:
            log.warning("%s waits: %s", subscription.durable, fault.code)
            for message in together:
                await message.nak(delay=AWAY_SECONDS)
        except Exception as fault:  # noqa: BLE001 - one by one, each finds its own end
            log.warning("%s goes one by one: %s", subscription.durable, type(fault).__name__)
            for message in together:
                await receive(message, subscription)
        else:
            telemetry.events_handled.add(len(together), {"consumer": subscription.durable})
            await _acknowledge(together)


async def _acknowledge(messages: Sequence[Msg]) -> None:
    for message in messages:
        await message.ack()


def delivery_of(message: Msg, subscription: Subscription) -> Delivery:
    where = message.subject.rpartition(".")[2]
    return Delivery(subscription.durable, where, event_of(message.headers or {}))


async def receive(message: Msg, subscription: Subscription) -> None:
    delivery = delivery_of(message, subscription)
    try:
        with telemetry.span(subscription.durable, telemetry.extract(message.headers or {})):
            await subscription.handle(delivery, subscription.read(message.subject, message.data))
    except AlreadyHandled:
        await message.ack()
    except Unavailable as fault:
        log.warning("%s waits: %s", subscription.durable, fault.code)
        await message.nak(delay=AWAY_SECONDS)
    except Exception as fault:
        subscription.failures[delivery.event_id] += 1
        attempts = subscription.failures[delivery.event_id]
        if attempts < PATIENCE:
            log.warning("%s failed: %s", subscription.durable, type(fault).__name__)
            await message.nak(delay=RETRY_AFTER_SECONDS[attempts - 1])
        else:
            log.exception("%s parks event %s", subscription.durable, delivery.event_id)
            await _park(message, subscription, fault)
    else:
        subscription.failures.pop(delivery.event_id, None)
        telemetry.events_handled.add(1, {"consumer": subscription.durable})
        await message.ack()


async def _park(message: Msg, subscription: Subscription, fault: Exception) -> None:
    """Gone from the stream only once it lies in the table."""
    delivery = delivery_of(message, subscription)
    attempts = subscription.failures[delivery.event_id]
    parked = (delivery, message.subject, message.data, fault, attempts)
    try:
        await subscription.parking.park(*parked)
    except Unavailable:
        await message.nak(delay=AWAY_SECONDS)
    else:
        del subscription.failures[delivery.event_id]
        telemetry.events_parked.add(1, {"consumer": subscription.durable})
        await message.term()


async def replay(subscription: Subscription, delivery: Delivery) -> bool:
    """Handle a parked event now; it stays parked if it fails again. False if it is not there."""
    parked = await subscription.parking.payload(delivery)
    if parked is None:
        return False
    try:
        await subscription.handle(delivery, subscription.read(*parked))
    except AlreadyHandled:
        log.info("event %s had its effect before", delivery.event_id)
    await subscription.parking.forget(delivery)
    return True
