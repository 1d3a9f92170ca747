"""Where a fault happens: a house at work, and everything around it that can be laid hands on."""

import asyncio
import os
import shutil
import signal
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp
from types import MappingProxyType
from urllib.parse import urlsplit, urlunsplit

import nats
import nats.errors
from nats.aio.client import Client
from nats.js import JetStreamContext

from launch.embedded import Embedded, embedded
from launch.engines import OPERATOR, Engines
from launch.ports import free_ports
from tests.faults.clock import FILE, Clock
from tests.faults.ledger import Ledger
from tests.faults.ways import Way, ways
from tests.journeys.house import House

POSTGRES, NATS = "postgres", "nats"
BUS_SECONDS = 30
FOUNDED_BEFORE = timedelta(days=2)
"""Whose clock goes back a day still holds the post that they were given."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`elsewhere`: the engines are given by URL, over ways that can be shut."""

    split: bool = False
    elsewhere: bool = False

    def __str__(self) -> str:
        return ("split" if self.split else "whole") + (", engines by URL" if self.elsewhere else "")


@dataclass
class Stage:
    kind: Kind
    house: House
    ledger: Ledger
    clock: Clock | None = None
    ways: dict[str, Way] = field(default_factory=dict)
    outside: Embedded | None = None
    disk: Path | None = None
    """A small file system that all of it lies on."""

    @property
    def engines(self) -> Engines:
        """Not over a way: whoever checks is no part of what is checked."""
        if self.outside is None:
            return self.house.engines
        words = self.outside.engines
        kept = self.house.engines
        return Engines(
            words.database_url, words.bus_url, kept.database_passwords, words.bus_passwords
        )

    @property
    def abode(self) -> Path:
        """Where the engines live."""
        return self.outside.folder if self.outside else self.house.data

    def engine(self, name: str) -> list[int]:
        """Its processes, the first of them first."""
        here = str(self.abode / name)
        found = [p for p in _processes() if _place(p) == here]
        return sorted(found, key=lambda process: _parent(process) in found)

    def kill(self, engine: str) -> None:
        os.kill(self.engine(engine)[0], signal.SIGKILL)

    @contextmanager
    def halted(self, engine: str) -> Iterator[None]:
        """All of it: the first process alone would leave PostgreSQL answering."""
        with _halted(self.engine(engine)):
            yield

    def service(self, name: str) -> list[int]:
        """The process of a service; of a whole house its only one."""
        if not self.kind.split:
            return [self.house.pid]
        return [p for p in self.house.living() if _name(p) == name]

    def kill_service(self, name: str) -> None:
        """A split house starts it again; a whole one is opened by its operator."""
        if self.kind.split:
            for process in self.service(name):
                os.kill(process, signal.SIGKILL)
        else:
            self.house.kill()
            self.house.open()

    @contextmanager
    def service_halted(self, name: str) -> Iterator[None]:
        with _halted(self.service(name)):
            yield

    def open_again_if_it_ended(self) -> bool:
        """As the supervisor of the system would."""
        time.sleep(0.5)
        if self.house.is_running:
            return False
        self.house.open()
        return True

    @asynccontextmanager
    async def bus(self) -> AsyncIterator[JetStreamContext]:
        """As the operator, who may do everything."""
        client = await self._client()
        try:
            yield client.jetstream()
        finally:
            await client.close()

    async def _client(self) -> Client:
        """After a full disk it may be just on its way back."""
        url, until = self.engines.bus(OPERATOR), time.monotonic() + BUS_SECONDS
        while True:
            try:
                return await nats.connect(
                    url, connect_timeout=10, allow_reconnect=False, error_cb=_unheard
                )
            except (nats.errors.Error, OSError):
                assert time.monotonic() < until, "the bus does not come back"
                await asyncio.sleep(0.2)


async def _unheard(_: Exception) -> None:
    """What matters is raised where it was asked for."""


@contextmanager
def a_stage(
    kind: Kind,
    *,
    disk: Path | None = None,
    environment: Mapping[str, str] = MappingProxyType({}),
    at_work: bool = True,
) -> Iterator[Stage]:
    """Opened, at work, and cleared away."""
    with ExitStack() as stack:
        house = House(split=kind.split)
        stack.callback(house.clear_away)
        stage = Stage(kind, house, Ledger(), disk=disk)
        chosen = dict(environment)
        if not kind.split:
            stage.clock = Clock(house.folder / "clock")
            stage.clock.put(-FOUNDED_BEFORE)
            house.launcher = "tests.faults.clock"
            chosen[FILE] = str(stage.clock.file)
        if kind.elsewhere:
            chosen |= _elsewhere(stack, stage)
        house.environment = chosen
        house.open()
        if stage.clock:
            stage.clock.put(timedelta(0))
        if at_work:
            stack.enter_context(stage.ledger.working(house))
        yield stage


def _elsewhere(stack: ExitStack, stage: Stage) -> dict[str, str]:
    folder = Path(mkdtemp(prefix="onedoor-faults-"))
    stack.callback(shutil.rmtree, folder)
    stage.outside = stack.enter_context(embedded(folder))
    engines = stage.outside.engines
    targets = {POSTGRES: engines.admin, NATS: engines.bus(OPERATOR)}
    first = free_ports(len(targets))
    ports = {name: first + n for n, name in enumerate(targets)}
    to = {name: _port(url) for name, url in targets.items()}
    stage.ways = stack.enter_context(ways(to, ports))
    return {
        "ONEDOOR_DATABASE_URL": _over(targets[POSTGRES], ports[POSTGRES]),
        "ONEDOOR_BUS_URL": _over(targets[NATS], ports[NATS]),
    }


def _port(url: str) -> int:
    port = urlsplit(url).port
    assert port
    return port


def _over(url: str, port: int) -> str:
    parts = urlsplit(url)
    before, _, _ = parts.netloc.rpartition(":")
    return urlunsplit(parts._replace(netloc=f"{before}:{port}"))


@contextmanager
def _halted(processes: list[int]) -> Iterator[None]:
    for process in processes:
        _signal(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            _signal(process, signal.SIGCONT)


def _signal(process: int, how: signal.Signals) -> None:
    with suppress(ProcessLookupError):  # a backend whose client went
        os.kill(process, how)


def _processes() -> Iterator[int]:
    return (int(entry.name) for entry in Path("/proc").glob("[0-9]*"))


def _place(process: int) -> str:
    try:
        return str(Path(f"/proc/{process}/cwd").readlink())
    except OSError:
        return ""


def _parent(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _name(process: int) -> str:
    try:
        return Path(f"/proc/{process}/comm").read_text().strip()
    except OSError:
        return ""
