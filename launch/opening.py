"""The whole platform in one process: schemas, then the services, once their engines are open."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr
from pathlib import Path

import uvloop

from launch import assembly
from launch.children import LARGEST_LOG
from launch.daily import audited_daily
from launch.database import create_database
from launch.doors import issuer_of, keep_doors
from launch.embedded import Embedded
from launch.engines import SERVICES
from launch.folder import LOG
from launch.founding import found_places
from launch.rejoining import rejoin
from launch.running import until_stopped
from launch.settings import Settings


def open_whole(
    house: Embedded, settings: Settings, told: Callable[[Mapping[str, Settings]], None]
) -> None:
    """All services in this process, until it is stopped. Told is where each is, once all are
    ready."""
    with logging_into(settings.data / LOG), audited_daily(settings, house.logs):
        uvloop.run(_serve(house, settings, told))


@contextmanager
def logging_into(file: Path) -> Iterator[None]:
    """The terminal is for people; what the machinery logs goes where its engines log."""
    if file.exists() and file.stat().st_size > LARGEST_LOG:
        file.replace(file.with_suffix(".old"))
    with file.open("a", encoding="utf-8", buffering=1) as log, redirect_stderr(log):
        yield


async def prepare(settings: Settings) -> None:
    """What stands in the engines before any service asks them."""
    await create_database(settings.engines.admin)
    await assembly.migrate(settings.engines)
    await assembly.require_master_key(settings)
    await rejoin(settings.engines)
    with assembly.putting_together("identity"):
        await found_places(settings, assembly.platform(settings))


async def _serve(
    house: Embedded, settings: Settings, told: Callable[[Mapping[str, Settings]], None]
) -> None:
    await prepare(settings)
    ready, each = asyncio.Event(), dict.fromkeys(SERVICES, settings)

    def tell() -> None:
        """The other commands first: they find the doors in the data folder."""
        house.running.write(house.engines)
        keep_doors(each, issuer_of(settings))
        told(each)

    await until_stopped(
        assembly.serve(settings, SERVICES, ready),
        ready,
        failure=lambda: house.failure,
        when_ready=tell,
    )
