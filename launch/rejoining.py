"""Database and bus are asked, before any service listens, whether they are of the same moment."""

import asyncio
import logging
from collections.abc import Iterable

import asyncpg
import nats

from chassis.events.relay import Faults, Relay
from chassis.events.streams import inbox
from launch.engines import ONCE, SERVICES, Engines

CONNECT_SECONDS = 5

log = logging.getLogger(__name__)


async def rejoin(engines: Engines, services: Iterable[str] = SERVICES) -> None:
    """A database that was set back has streams that tell of what never was. Their relays see it
    too, but by then a consumer may have believed some of it."""
    await asyncio.gather(*(_rejoin(engines, service) for service in services))


async def _told(fault: Exception) -> None:
    log.info("the bus says: %s", type(fault).__name__)


async def _rejoin(engines: Engines, service: str) -> None:
    try:
        bus = await nats.connect(
            engines.bus(service),
            inbox_prefix=inbox(service),
            error_cb=_told,
            **ONCE,
        )
        try:
            url = engines.database(service)
            connection = await asyncpg.connect(url, timeout=CONNECT_SECONDS)
            try:
                await Relay(service, url, bus.jetstream()).take_back_what_was_lost(connection)
            finally:
                await connection.close()
        finally:
            await bus.close()
    except Faults as fault:  # what is away now is waited for by the services
        log.warning("%s does not know its stream yet: %s", service, type(fault).__name__)
