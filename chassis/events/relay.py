"""Publish the outbox in order. One relay per service works; the others wait for its lock."""

import asyncio
import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from zlib import crc32

import asyncpg
import nats.errors
from nats.js import JetStreamContext
from nats.js.api import Header, StreamState
from nats.js.errors import NotFoundError

from chassis import telemetry
from chassis.events.streams import AGAIN, KEPT_SECONDS, event_of, open_stream, stream

BATCH = 500
IDLE_SECONDS = 1.0
LOOK_SECONDS = 5.0
ACK_SECONDS = 2.0
TRACE = "traceparent"

WAITING = """
    SELECT jurisdiction, event_id, subject, payload, trace, forgets, subject_id, position
    FROM {service}.outbox WHERE stream_sequence IS NULL ORDER BY position LIMIT {batch}"""
PUBLISHED = """
    UPDATE {service}.outbox SET stream_sequence = sent.sequence
    FROM unnest($1::varchar[], $2::uuid[], $3::bigint[]) AS sent (jurisdiction, event_id, sequence)
    WHERE (outbox.jurisdiction, outbox.event_id) = (sent.jurisdiction, sent.event_id)"""
# What left the stream by its age is no loss, and stays gone.
LOST = """
    UPDATE {service}.outbox SET stream_sequence = NULL
    WHERE stream_sequence > $1
       OR stream_sequence < $2 AND uuid_extract_timestamp(event_id) > now() - $3::interval"""
ALL = "UPDATE {service}.outbox SET stream_sequence = NULL WHERE stream_sequence IS NOT NULL"
LAST = "SELECT max(stream_sequence) FROM {service}.outbox"
# Of what is older the outbox has forgotten most.
KNOWN = """
    SELECT uuid_extract_timestamp($2) < now() - $3::interval
        OR EXISTS (SELECT FROM {service}.outbox WHERE jurisdiction = $1 AND event_id = $2)"""
SAID_BEFORE = """
    SELECT stream_sequence FROM {service}.outbox
    WHERE jurisdiction = $1 AND subject_id = $2 AND position < $3"""
FORGET = """
    DELETE FROM {service}.outbox WHERE jurisdiction = $1 AND subject_id = $2 AND position < $3"""

STILL_THERE = timedelta(seconds=KEPT_SECONDS) - timedelta(days=1)

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
    """`reconnects` counts how often the bus came back: each time the stream may be shorter.

    `created` and `first` are the stream's own, as they were when it was last looked at.
    """

    service: str
    database: str
    bus: JetStreamContext
    reconnects: int = 0
    created: datetime | None = None
    first: int = 0

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
            seen, looked = self.reconnects, time.monotonic()
            await self.take_back_what_was_lost(connection)
            while seen == self.reconnects and time.monotonic() - looked < LOOK_SECONDS:
                woken.clear()
                if not await self.publish(connection):
                    with suppress(TimeoutError):
                        await asyncio.wait_for(woken.wait(), IDLE_SECONDS)

    async def take_back_what_was_lost(self, connection: asyncpg.Connection) -> None:
        """What we published and the stream has no more goes out again.

        It lost its disk, or was purged, or made anew. Asked before anything new is published, since
        new messages would hide the loss; and now and then, since a quiet service would not notice.
        """
        told = await open_stream(self.bus, self.service)
        made_anew = self.created is not None and told.created != self.created
        if made_anew or await self._knows_more_than_we(connection, told.state):
            await connection.execute(ALL.format(service=self.service))
            told = await open_stream(self.bus, self.service)
        self.created, self.first = told.created, told.state.first_seq
        await connection.execute(
            LOST.format(service=self.service), told.state.last_seq, self.first, STILL_THERE
        )

    async def _knows_more_than_we(self, connection: asyncpg.Connection, state: StreamState) -> bool:
        """Our database was set back to an earlier moment: the stream tells of what never was.

        It is emptied, or consumers would go by versions that will come a second time. What was on
        its way into the outbox when a connection broke is known there, and is no such case.
        """
        last = await connection.fetchval(LAST.format(service=self.service)) or 0
        for sequence in range(max(last + 1, state.first_seq), state.last_seq + 1):
            try:
                message = await self.bus.get_msg(stream(self.service), sequence)
            except NotFoundError:
                continue
            except (nats.errors.Error, TimeoutError):  # a bus that does not let us read
                return False
            event = event_of(message.headers or {})
            where = (message.subject or "").rpartition(".")[2]
            if not await connection.fetchval(
                KNOWN.format(service=self.service), where, event, STILL_THERE
            ):
                log.error("the database of %s is older than its stream: emptied", self.service)
                await self.bus.purge_stream(stream(self.service))
                return True
        return False

    async def publish(self, connection: asyncpg.Connection) -> int:
        """Send one batch in order. What got no acknowledgement goes again under the same id."""
        rows = await connection.fetch(WAITING.format(service=self.service, batch=BATCH))
        if not rows:
            return 0
        sequences = await self._send(rows)
        # Until what it forgets is gone, it counts as unpublished: a kill in between is made good.
        for forgets in (False, True):
            some = [(r, s) for r, s in zip(rows, sequences, strict=True) if r["forgets"] is forgets]
            if not some:
                continue
            for row, _ in some if forgets else ():
                await self._forget(connection, row)
            await connection.execute(
                PUBLISHED.format(service=self.service),
                [row["jurisdiction"] for row, _ in some],
                [row["event_id"] for row, _ in some],
                [sequence for _, sequence in some],
            )
        telemetry.events_published.add(len(rows), {"service": self.service})
        return len(rows)

    async def _send(self, rows: Sequence[asyncpg.Record], again: str = "") -> list[int]:
        """Where in the stream each lies now.

        NATS remembers ids longer than messages: of a purged event it would say that it has it.
        Such a one goes out under its id and where the stream begins now, once as any other.
        """
        sent = []
        for row in rows:
            headers: dict[str, str] = {Header.MSG_ID: f"{row['event_id']}{again}"}
            if row["trace"]:
                headers[TRACE] = row["trace"]
            sent.append(
                await self.bus.publish_async(row["subject"], row["payload"], headers=headers)
            )
        async with asyncio.timeout(ACK_SECONDS):
            sequences = [ack.seq for ack in await asyncio.gather(*sent)]
        gone = [n for n, sequence in enumerate(sequences) if sequence < self.first]
        if gone and not again:
            once_more = await self._send([rows[n] for n in gone], f"{AGAIN}{self.first}")
            for n, sequence in zip(gone, once_more, strict=True):
                sequences[n] = sequence
        return sequences

    async def _forget(self, connection: asyncpg.Connection, row: asyncpg.Record) -> None:
        """What was said of a matter before it was sealed leaves the stream and the outbox."""
        earlier = (row["jurisdiction"], row["subject_id"], row["position"])
        said = await connection.fetch(SAID_BEFORE.format(service=self.service), *earlier)
        for one in said:
            if one["stream_sequence"] is not None:
                with suppress(NotFoundError):
                    await self.bus.delete_msg(stream(self.service), one["stream_sequence"])
        await connection.execute(FORGET.format(service=self.service), *earlier)

    async def _lock(self, connection: asyncpg.Connection) -> bool:
        key = crc32(f"relay {self.service}".encode())
        return bool(await connection.fetchval("SELECT pg_try_advisory_lock($1)", key))
