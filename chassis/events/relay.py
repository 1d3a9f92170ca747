"""Publish the outbox in order. One relay per service works; the others wait for its lock."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from zlib import crc32

import asyncpg
import nats.errors
from nats.js import JetStreamContext
from nats.js.api import Header
from nats.js.errors import NotFoundError

from chassis import telemetry
from chassis.events.streams import open_stream, stream

BATCH = 500
IDLE_SECONDS = 1.0
ACK_SECONDS = 2.0
TRACE = "traceparent"

WAITING = """
    SELECT jurisdiction, event_id, subject, payload, trace, forgets, subject_id, position
    FROM {service}.outbox WHERE stream_sequence IS NULL ORDER BY position LIMIT {batch}"""
PUBLISHED = """
    UPDATE {service}.outbox SET stream_sequence = sent.sequence
    FROM unnest($1::varchar[], $2::uuid[], $3::bigint[]) AS sent (jurisdiction, event_id, sequence)
    WHERE (outbox.jurisdiction, outbox.event_id) = (sent.jurisdiction, sent.event_id)"""
LOST = """
    UPDATE {service}.outbox SET stream_sequence = NULL WHERE stream_sequence > $1"""
FORGOTTEN = """
    DELETE FROM {service}.outbox
    WHERE jurisdiction = $1 AND subject_id = $2 AND position < $3
    RETURNING stream_sequence"""

log = logging.getLogger(__name__)

Faults = (
    nats.errors.Error,
    TimeoutError,
    OSError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what it says where the server went in the middle of an answer
)


@dataclass(slots=True)
class Relay:
    """`reconnects` counts how often the bus came back: each time the stream may be shorter."""

    service: str
    database: str
    bus: JetStreamContext
    reconnects: int = 0

    def reconnected(self) -> None:
        self.reconnects += 1

    async def run(self) -> None:
        """Until cancelled, through every outage of the database and of the bus."""
        while True:
            try:
                connection = await asyncpg.connect(self.database, timeout=5)
                try:
                    await self._serve(connection)
                finally:
                    with suppress(Exception):
                        await connection.close(timeout=1)
            except Faults as fault:
                log.warning("the relay of %s waits: %s", self.service, type(fault).__name__)
                await asyncio.sleep(IDLE_SECONDS)

    async def _serve(self, connection: asyncpg.Connection) -> None:
        woken = asyncio.Event()
        while not await self._lock(connection):
            await asyncio.sleep(IDLE_SECONDS)
        await connection.add_listener(f"outbox_{self.service}", lambda *_: woken.set())
        while True:
            seen = self.reconnects
            await self.take_back_what_was_lost(connection)
            while seen == self.reconnects:
                woken.clear()
                if not await self.publish(connection):
                    with suppress(TimeoutError):
                        await asyncio.wait_for(woken.wait(), IDLE_SECONDS)

    async def take_back_what_was_lost(self, connection: asyncpg.Connection) -> None:
        """A stream shorter than what we published lost its disk: those events go out again.

        Asked before anything new is published, since new messages would hide the loss.
        """
        known = (await open_stream(self.bus, self.service)).state.last_seq
        await connection.execute(LOST.format(service=self.service), known)

    async def publish(self, connection: asyncpg.Connection) -> int:
        """Send one batch in order. What got no acknowledgement goes again under the same id."""
        rows = await connection.fetch(WAITING.format(service=self.service, batch=BATCH))
        if not rows:
            return 0
        sent = []
        for row in rows:
            headers: dict[str, str] = {Header.MSG_ID: str(row["event_id"])}
            if row["trace"]:
                headers[TRACE] = row["trace"]
            sent.append(
                await self.bus.publish_async(row["subject"], row["payload"], headers=headers)
            )
        async with asyncio.timeout(ACK_SECONDS):
            acks = await asyncio.gather(*sent)
        await connection.execute(
            PUBLISHED.format(service=self.service),
            [row["jurisdiction"] for row in rows],
            [row["event_id"] for row in rows],
            [ack.seq for ack in acks],
        )
        telemetry.events_published.add(len(rows), {"service": self.service})
        for row in rows:
            if row["forgets"]:
                await self._forget(connection, row)
        return len(rows)

    async def _forget(self, connection: asyncpg.Connection, row: asyncpg.Record) -> None:
        """What was said of a matter before it was sealed leaves the outbox and the stream."""
        gone = await connection.fetch(
            FORGOTTEN.format(service=self.service),
            row["jurisdiction"],
            row["subject_id"],
            row["position"],
        )
        for earlier in gone:
            if earlier["stream_sequence"] is not None:
                with suppress(NotFoundError):
                    await self.bus.delete_msg(stream(self.service), earlier["stream_sequence"])

    async def _lock(self, connection: asyncpg.Connection) -> bool:
        key = crc32(f"relay {self.service}".encode())
        return bool(await connection.fetchval("SELECT pg_try_advisory_lock($1)", key))
