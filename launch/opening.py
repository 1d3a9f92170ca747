"""The whole platform on one machine: schemas, then the services, once their engines are open."""

import asyncio
import os
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, suppress
from http.client import HTTPException
from pathlib import Path

import uvloop

from launch import assembly
from launch.children import LARGEST_LOG, Child, Program, close_all, settle_all
from launch.daily import audited_daily
from launch.database import create_database
from launch.doors import keep_doors
from launch.embedded import Embedded
from launch.engines import SERVICES
from launch.founding import found_places
from launch.rejoining import rejoin
from launch.running import WATCH_SECONDS, until_stopped
from launch.settings import Settings
from launch.wheels import last_line

Told = Callable[[Mapping[str, Settings]], None]
"""Hears where each service is, once all of them are ready."""


def open_whole(house: Embedded, settings: Settings, told: Told) -> None:
    """All services in this process, until it is stopped."""
    log = house.logs / "onedoor.log"
    with _logging_into(log), audited_daily(settings, house.logs):
        uvloop.run(_serve(house, settings, told))


def open_split(house: Embedded, settings: Settings, told: Told) -> None:
    """A process for each service, each with doors of its own, until this one is stopped."""
    each = apart(settings)
    with _logging_into(house.logs / "onedoor.log"):
        asyncio.run(
            _prepare(house, settings.model_copy(update={"issuer": each["identity"].issuer}))
        )
    children = [Child(_program(house, name, one)) for name, one in each.items()]
    try:
        for child in children:
            child.start()
        settle_all([*house.children, *children])
        _tell(house, each, told)
        with audited_daily(settings, house.logs), suppress(KeyboardInterrupt):
            _watch_over([*house.children, *children])
    finally:
        close_all(children)


def apart(settings: Settings) -> dict[str, Settings]:
    """Five neighbours: the first has the doors that were chosen, each next one a number higher."""
    doors = {
        name: {"http_port": settings.http_port + n, "grpc_port": settings.grpc_port + n}
        for n, name in enumerate(SERVICES)
    }
    peers = {name: f"{settings.host}:{pair['grpc_port']}" for name, pair in doors.items()}
    identity = settings.model_copy(update=doors["identity"])
    return {
        name: settings.of_one(name, peers=peers, issuer=assembly.issuer(identity), **pair)
        for name, pair in doors.items()
    }


@contextmanager
def _logging_into(file: Path) -> Iterator[None]:
    """The terminal is for people; what the machinery logs goes where its engines log."""
    if file.exists() and file.stat().st_size > LARGEST_LOG:
        file.replace(file.with_suffix(".old"))
    with file.open("a", encoding="utf-8", buffering=1) as log, redirect_stderr(log):
        yield


async def _prepare(house: Embedded, settings: Settings) -> None:
    await create_database(house.engines.admin)
    await assembly.migrate(house.engines)
    await assembly.require_master_key(settings)
    await rejoin(house.engines)
    with assembly.putting_together("identity"):
        await found_places(settings, assembly.platform(settings))


async def _serve(house: Embedded, settings: Settings, told: Told) -> None:
    await _prepare(house, settings)
    ready, each = asyncio.Event(), dict.fromkeys(SERVICES, settings)
    await until_stopped(
        assembly.serve(settings, SERVICES, ready),
        ready,
        failure=lambda: house.failure,
        when_ready=lambda: _tell(house, each, told),
    )


def _tell(house: Embedded, each: Mapping[str, Settings], told: Told) -> None:
    """The other commands first: they find the doors in the data folder."""
    house.running.write(house.engines)
    keep_doors(each, assembly.issuer(each["identity"]))
    told(each)


def _watch_over(children: list[Child]) -> None:
    while True:
        for child in children:
            if child.failure:
                raise child.failure
        time.sleep(WATCH_SECONDS)


def _program(house: Embedded, name: str, settings: Settings) -> Program:
    address = f"http://{settings.host}:{settings.http_port}/readyz"
    return Program(
        name=name,
        command=(sys.executable, "-m", "launch", "serve", name),
        folder=house.folder,
        log=house.logs / f"{name}.log",
        is_ready=lambda _: _answers(address),
        explain=last_line,
        environment=dict(os.environ) | settings.environment(),
    )


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status)
    except (OSError, HTTPException):
        return False
