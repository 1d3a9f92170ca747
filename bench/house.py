"""A platform of its own for a benchmark: started as anybody starts it, signed in as an importer."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

import httpx

from bench.collecting import collector
from bench.load import cpu_seconds
from chassis import telemetry
from launch.client import browser
from launch.doors import Doors, find_doors
from launch.engines import SERVICES, Engines
from launch.people import password_of
from launch.ports import free_ports
from launch.signin import Tokens, sign_in, sign_in_machine
from launch.whereabouts import Running

PLACE = "420881"
PATIENCE_SECONDS = 60
POLL_SECONDS = 0.005
REST_SECONDS = 0.5
LONGEST_RESTS = 40
IDLE_SHARE = 0.1


class DidNotOpen(Exception):
    """The platform ended, or was not ready in time; its own words follow."""


class FilledOtherwise(Exception):
    """A kept house is of another size than this run wants."""


@dataclass(slots=True)
class House:
    folder: Path
    http_port: int
    grpc_port: int
    options: tuple[str, ...] = ()
    collector: str = ""
    """Where it tells traces and counts; nowhere if empty."""
    process: subprocess.Popen[bytes] | None = None

    @classmethod
    def on(cls, folder: Path, *options: str) -> "House":
        doors = free_ports(2 * len(SERVICES))  # as many as --split wants
        return cls(folder, doors, doors + len(SERVICES), options)

    def open(self) -> float:
        """How many seconds it took until all of it was ready."""
        doors = self.folder / "doors.json"
        doors.unlink(missing_ok=True)
        command = (sys.executable, "-m", "launch", "up", "--data", str(self.folder))
        ports = ("--http-port", str(self.http_port), "--grpc-port", str(self.grpc_port))
        began = time.perf_counter()
        with (self.folder / "said.txt").open("wb") as said:
            self.process = subprocess.Popen(
                (*command, *ports, *self.options),
                env=os.environ | {telemetry.ENDPOINT: self.collector},
                stdout=said,
                stderr=said,
            )
        while not doors.exists():
            time.sleep(POLL_SECONDS)
            late = time.perf_counter() - began > PATIENCE_SECONDS
            if late or self.process.poll() is not None:
                self.close()
                raise DidNotOpen((self.folder / "said.txt").read_text())
        return time.perf_counter() - began

    def close(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait()
            self.process = None

    @property
    def number(self) -> int:
        """Of the process that holds the services."""
        assert self.process
        return self.process.pid

    def holds(self, what: str, count: int) -> bool:
        """Whether an earlier run filled it with so many of these; with others it cannot be used."""
        held = self._filled().get(what)
        if held not in (None, count):
            raise FilledOtherwise(f"{self.folder} holds {held:,} {what}, not {count:,}")
        return held == count

    def keeps(self, what: str, count: int) -> None:
        self._filling.write_text(json.dumps(self._filled() | {what: count}))

    def _filled(self) -> dict[str, int]:
        file = self._filling
        return json.loads(file.read_text()) if file.exists() else {}

    @property
    def _filling(self) -> Path:
        return self.folder / "filled.json"

    async def at_rest(self) -> None:
        """Nothing of an earlier run is still on its way through the consumers."""
        for _ in range(LONGEST_RESTS):
            before = cpu_seconds(self.number)
            await asyncio.sleep(REST_SECONDS)
            if cpu_seconds(self.number) - before < REST_SECONDS * IDLE_SHARE:
                return

    @property
    def doors(self) -> Doors:
        return find_doors(self.folder)

    @property
    def engines(self) -> Engines:
        running = Running(self.folder).engines()
        assert running
        return running

    def token(self) -> str:
        """Of the client that may register, and bring in what is older."""
        return self._token(sign_in_machine, f"importer.{PLACE}")

    def token_of(self, login: str) -> str:
        """Of a person of the made-up staff."""
        return self._token(sign_in, login)

    def _token(self, enter: Callable[[httpx.Client, str, str, str], Tokens], name: str) -> str:
        with browser() as http:
            return enter(http, self.doors.issuer, name, password_of(self.folder, name)).access


@contextmanager
def a_house(kept: Path | None = None, collector: str = "") -> Iterator[House]:
    """Of its own and gone afterwards, or one that is kept with all that it was filled with."""
    folder = kept or Path(mkdtemp(prefix="onedoor-bench-"))
    house = House.on(folder.absolute(), "--demo-people")
    house.collector = collector
    try:
        house.open()
        yield house
    finally:
        house.close()
        if not kept:
            shutil.rmtree(folder)


@dataclass(slots=True)
class Houses:
    """Opened when a part of a run first asks for it, and open until all parts are done."""

    open: ExitStack
    kept: Path | None = None
    _houses: dict[str, House] = field(default_factory=dict)

    @property
    def fresh(self) -> House:
        return self._house("fresh", None)

    @property
    def untraced(self) -> House:
        """As the fresh one, but that it tells nobody what it does."""
        return self._house("untraced", None, traced=False)

    @property
    def small(self) -> House:
        """For what is held against the filled one."""
        return self._house("small", None)

    @property
    def filled(self) -> House:
        """Where years of matters lie: brought once, and there again in the next run if kept."""
        return self._house("filled", self.kept)

    def _house(self, name: str, kept: Path | None, *, traced: bool = True) -> House:
        if name not in self._houses:
            told = self.open.enter_context(collector()) if traced else ""
            self._houses[name] = self.open.enter_context(a_house(kept, told))
        return self._houses[name]
