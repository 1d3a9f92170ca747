"""The whole platform in a process for each service, all forked from one that imported them."""

import signal
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from http.client import HTTPException

from chassis.kernel import Phrase
from launch.children import Child, Program, close_all, settle_all
from launch.daily import audited_daily
from launch.doors import issuer_of, keep_doors
from launch.embedded import Embedded, open_engines
from launch.engines import SERVICES
from launch.errors import EngineDidNotStart
from launch.folder import LOG, opened
from launch.forking import Template
from launch.running import WATCH_SECONDS
from launch.settings import Settings, surroundings
from launch.wheels import last_line


def open_apart(settings: Settings, told: Callable[[Mapping[str, Settings]], None]) -> None:
    """Each with doors of its own, until this process is stopped. Told is where each is, once all
    are ready."""
    with _opened(settings) as (house, template):
        here = settings.on(house.engines, house.client_secrets)
        each = apart(here)
        _prepare(template, here.model_copy(update={"issuer": each["identity"].issuer}))
        children = [
            Child(_program(template, name, one, "serve", name)) for name, one in each.items()
        ]
        try:
            for child in children:
                child.start()
            settle_all([*house.children, template, *children])
            house.running.write(house.engines)
            keep_doors(each, each["identity"].issuer)
            told(each)
            with audited_daily(here, house.logs):
                _watch_over([*house.children, template, *children])
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
        name: settings.of_one(name, peers=peers, issuer=issuer_of(identity), **pair)
        for name, pair in doors.items()
    }


@contextmanager
def _opened(settings: Settings) -> Iterator[tuple[Embedded, Template]]:
    """Engines need as long to start as the services to be imported, and no more than waiting."""
    with opened(settings.data) as place, closing(Template(place, settings.rulebooks)) as template:
        template.start()
        named = settings.engines
        with open_engines(
            place,
            database_url=named.database_url,
            bus_url=named.bus_url,
            wal_archive=settings.wal_archive,
        ) as house:
            template.settle()
            yield house, template


def _prepare(template: Template, settings: Settings) -> None:
    """By a process of its own, which ends and takes with it what it knew. It says itself what is
    in its way."""
    preparing = template.fork(_program(template, "prepare", settings, "prepare"), sys.stderr.buffer)
    try:
        code = preparing.wait()
    except KeyboardInterrupt:
        preparing.send_signal(signal.SIGTERM)
        preparing.wait()
        raise
    if code < 0:
        reason = Phrase("it was killed", "进程被终止")
        raise EngineDidNotStart(engine="prepare", reason=reason, log=settings.data / LOG)
    if code:
        raise SystemExit(code)


def _program(template: Template, name: str, settings: Settings, *command: str) -> Program:
    address = f"http://{settings.host}:{settings.http_port}/readyz"
    return Program(
        name=name,
        command=command,
        folder=settings.data,
        log=settings.data / "logs" / f"{name}.log",
        is_ready=lambda _: _answers(address),
        explain=last_line,
        environment=surroundings() | settings.environment(),
        start=template.fork,
    )


def _watch_over(children: list[Child]) -> None:
    with suppress(KeyboardInterrupt):
        while True:
            for child in children:
                if child.failure:
                    raise child.failure
            time.sleep(WATCH_SECONDS)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status)
    except (OSError, HTTPException):
        return False
