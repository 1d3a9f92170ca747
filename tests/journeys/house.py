"""The real platform as a child of the tests: opened, used, killed, opened again, cleared away."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, TypeVar

import pytest

from launch.answers import PlatformRefused
from launch.children import TETHER
from launch.client import Client, HeldBearer, browser
from launch.doors import find_doors
from launch.engines import SERVICES, Engines
from launch.ports import free_ports
from launch.signin import sign_in, sign_in_machine
from launch.whereabouts import Running

ROOT = Path(__file__).parents[2]
PLACE = "420881"
OPEN_SECONDS = 120
CLOSE_SECONDS = 40
WAIT_SECONDS = 30
LOOK_SECONDS = 0.1
TOLD = 3000

Found = TypeVar("Found")


@dataclass
class House:
    """`onedoor up` with a made-up staff, in a data folder that goes away with it."""

    split: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)
    launcher: str = "launch"
    folder: Path = field(default_factory=lambda: Path(mkdtemp(prefix="onedoor-journey-")))
    _process: "subprocess.Popen[bytes] | None" = None
    _people: dict[str, Client] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.data = self.folder / "data"
        self.said = self.folder / "said.log"
        doors = len(SERVICES) if self.split else 1
        self._http = free_ports(2 * doors)
        self._grpc = self._http + doors

    def open(self) -> None:
        """Return when it says that it is open."""
        with self.said.open("ab") as said:
            start = said.tell()
            self._process = subprocess.Popen(
                self._command(),
                cwd=ROOT,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        until = time.monotonic() + OPEN_SECONDS
        while b"OneDoor is open" not in self.said.read_bytes()[start:]:
            assert self.is_running, f"the platform did not open:\n{self.told()}"
            assert time.monotonic() < until, f"the platform is not open yet:\n{self.told()}"
            time.sleep(LOOK_SECONDS)

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def close(self) -> int:
        """As Ctrl-C does; the exit code tells whether it went in order."""
        assert self._process
        self._process.send_signal(signal.SIGINT)
        code = self._process.wait(CLOSE_SECONDS)
        assert not self.living(), "the platform left programs running"
        return code

    def kill(self) -> None:
        """The platform's own process, without warning. Nothing of it may stay behind."""
        assert self._process
        self._process.kill()
        self._process.wait()
        eventually(self.living, until=lambda living: not living)

    def kill_all(self) -> None:
        """Platform and engines in one moment, as when the power goes."""
        assert self._process
        for process in (*self.living(), self._process.pid):
            with suppress(ProcessLookupError):  # a backend whose client went first
                os.kill(process, signal.SIGKILL)
        self._process.wait()
        eventually(self.living, until=lambda living: not living)

    def kill_part(self, name: str, how: signal.Signals = signal.SIGKILL) -> None:
        """PostgreSQL's first process, NATS, or in a split house the process of a service."""
        os.kill(self.part(name), how)

    def part(self, name: str) -> int:
        named = (p for p in self.living() if _is(p, name))
        return next(p for p in named if not _is(_parent(p), name))

    def halt_part(self, name: str) -> None:
        """It is there, and answers nobody."""
        self.kill_part(name, signal.SIGSTOP)

    def clear_away(self) -> None:
        for person in self._people.values():
            person.close()
            person.http.close()
        try:
            if self.is_running:
                self.close()
        finally:
            if self.is_running:
                self.kill()
            for process in self.living():
                os.kill(process, signal.SIGKILL)
            shutil.rmtree(self.folder)

    def person(self, login: str) -> Client:
        """Signed in by code and PKCE, and again whenever the token has run out."""
        if login not in self._people:
            self._people[login] = self._client(sign_in, login, self.password(login))
        return self._people[login]

    def password(self, login: str) -> str:
        return self._kept("people", login)

    def machine(self, login: str) -> Client:
        if login not in self._people:
            self._people[login] = self._client(sign_in_machine, login, self.password(login))
        return self._people[login]

    def service(self, name: str) -> Client:
        """The machine that a service signs in as to the others."""
        login = f"service-{name}.{PLACE}"
        if login not in self._people:
            secret = self._kept("secrets", f"client/{name}")
            self._people[login] = self._client(sign_in_machine, login, secret)
        return self._people[login]

    @property
    def engines(self) -> Engines:
        engines = Running(self.data).engines()
        assert engines
        return engines

    def run(self, *arguments: str) -> str:
        """Another `onedoor` command on the same data."""
        ended = subprocess.run(
            [sys.executable, "-m", "launch", *arguments],
            cwd=ROOT,
            env=self._environment() | {"ONEDOOR_DATA": str(self.data)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    def files(self) -> list[Path]:
        """Everything that it wrote anywhere."""
        return [file for file in self.folder.rglob("*") if file.is_file()]

    def told(self, length: int = TOLD) -> str:
        """The end of everything that it wrote."""
        logs = sorted((self.data / "logs").glob("*.log")) if self.data.exists() else []
        return "\n".join(f"== {log.name}\n{_end(log, length)}" for log in (self.said, *logs))

    def _kept(self, file: str, name: str) -> str:
        return str(json.loads((self.data / f"{file}.json").read_text())[name])

    def _client(self, enter: Callable[..., Any], login: str, secret: str) -> Client:
        http, doors = browser(), find_doors(self.data)
        renew = partial(enter, http, doors.issuer, login, secret)
        return Client(http, doors, HeldBearer(renew), "en")

    def _command(self) -> Sequence[str]:
        doors = ("--http-port", str(self._http), "--grpc-port", str(self._grpc))
        split = ("--split",) if self.split else ()
        tests_end = (sys.executable, "-IS", str(TETHER), str(os.getpid()), str(int(signal.SIGINT)))
        up = (sys.executable, "-m", self.launcher, "up", "--demo-people", "--data", str(self.data))
        return (*tests_end, *up, *doors, *split)

    def _environment(self) -> dict[str, str]:
        """Nothing of ours from outside may change what is tested."""
        outside = {k: v for k, v in os.environ.items() if not k.startswith(("ONEDOOR_", "OTEL_"))}
        paths = f"{ROOT}{os.pathsep}{ROOT / 'gen'}"
        return outside | {"PYTHONPATH": paths, "COLUMNS": "200"} | dict(self.environment)

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    def living(self) -> list[int]:
        """What runs in the data folder: engines and services have their place there."""
        return [process for process in _processes() if _lives_in(process, self.data)]


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(PlatformRefused) as told:
        yield
    assert told.value.code == code


def eventually(look: Callable[[], Found], *, until: Callable[[Found], object]) -> Found:
    """What is seen once it is as expected: events take their time."""
    end = time.monotonic() + WAIT_SECONDS
    while not until(seen := look()):
        assert time.monotonic() < end, f"still {seen!r}"
        time.sleep(LOOK_SECONDS)
    return seen


def _processes() -> Iterator[int]:
    return (int(entry.name) for entry in Path("/proc").glob("[0-9]*"))


def _lives_in(process: int, folder: Path) -> bool:
    try:
        return Path(f"/proc/{process}/cwd").readlink().is_relative_to(folder)
    except OSError:
        return False


def _is(process: int, program: str) -> bool:
    return _stat(process)[0] == program


def _parent(process: int) -> int:
    return int(_stat(process)[1] or 0)


def _stat(process: int) -> tuple[str, str]:
    """Its name and its parent."""
    try:
        name, _, rest = Path(f"/proc/{process}/stat").read_text().rpartition(")")
    except OSError:
        return "", ""
    return name.partition("(")[2], rest.split()[1]


def _end(log: Path, length: int) -> str:
    return log.read_text(errors="replace")[-length:] if log.exists() else ""
