"""Programs that run as children of this process: started, watched, started again, stopped."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import BinaryIO, Protocol

from launch.errors import CannotStart, EngineDidNotStart, EngineGone

TETHER = Path(__file__).with_name("tether.py")
READY_SECONDS = 600  # a database that recovers from a crash may need this long
STOP_SECONDS = 20
PATIENCE_SECONDS = 30  # a backend that outlives its postmaster keeps the next one out
PAUSE_SECONDS = 0.3
LONGEST_PAUSE_SECONDS = 2.0
POLL_SECONDS = 0.02
LARGEST_LOG = 10_000_000
LOOK_SECONDS = 1.0
ROOM = 100_000_000


class Process(Protocol):
    """One that was started: as `subprocess.Popen` has it."""

    @property
    def pid(self) -> int: ...

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...

    def send_signal(self, how: signal.Signals, /) -> None: ...


@dataclass(frozen=True, slots=True)
class Program:
    """How to run one program. `folder` is where it lives, and how an orphan of it is known."""

    name: str
    command: tuple[str, ...]
    folder: Path
    log: Path
    is_ready: Callable[[int], bool]
    explain: Callable[[str], str]
    stop: signal.Signals = signal.SIGTERM
    stop_at_once: signal.Signals = signal.SIGKILL
    environment: dict[str, str] = field(default_factory=dict)
    broken_by_full_disk: re.Pattern[str] | None = None
    """What it says once it writes no more until it is started again, room or no room."""
    stdin: int = subprocess.DEVNULL
    start: Callable[["Program", BinaryIO], Process] | None = None
    """Otherwise than as a program of its own, logging into that file."""


class Child(Thread):
    """One running program. The thread that starts a process must live as long as it does, since
    the kernel ends the process when that thread dies."""

    def __init__(self, program: Program) -> None:
        super().__init__(name=program.name, daemon=True)
        self.program = program
        self.process: Process | None = None
        self.failure: CannotStart | None = None
        self._written = 0
        self._stopping = Event()
        self._settled = Event()

    def open(self) -> None:
        """Return when the program is ready; raise when it is not going to be."""
        self.start()
        self.settle()

    def settle(self) -> None:
        self._settled.wait()
        if self.failure:
            raise self.failure

    @property
    def is_settled(self) -> bool:
        return self._settled.is_set()

    def ask_to_stop(self) -> None:
        """Once: a second signal would tear a program out of its closing."""
        if not self._stopping.is_set():
            self._stopping.set()
            self._signal(self.program.stop)

    def close(self) -> None:
        """Return when it has ended; who does not listen is ended."""
        if not self.ident:
            return
        self.ask_to_stop()
        self.join(STOP_SECONDS)
        for how in (self.program.stop_at_once, signal.SIGKILL):
            if self.is_alive():
                self._signal(how)
                self.join(STOP_SECONDS)

    def _signal(self, how: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)

    def run(self) -> None:
        try:
            self.failure = self._keep_running()
        except OSError as fault:
            self.failure = self._refusal(EngineDidNotStart, str(fault))
        finally:
            self._settled.set()

    def _keep_running(self) -> CannotStart | None:
        """Until it is asked to stop; why it cannot go on, otherwise."""
        fault: type[CannotStart] = EngineDidNotStart
        until, pause = time.monotonic() + PATIENCE_SECONDS, PAUSE_SECONDS
        while time.monotonic() < until and not self._stopping.is_set():
            self.process = self._spawn()
            if self._becomes_ready(self.process):
                self._settled.set()
                self._attend(self.process)
                fault, pause = EngineGone, PAUSE_SECONDS
                until = time.monotonic() + PATIENCE_SECONDS
            elif not self._settled.is_set():
                break
            self._stopping.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
        if self._stopping.is_set():
            return None
        return self._refusal(
            fault, self.program.explain(self._said(since=self._written).decode(errors="replace"))
        )

    def _attend(self, process: Process) -> None:
        """Until it has ended. One that a full disk broke is ended as soon as there is room."""
        broken = self.program.broken_by_full_disk
        heard, is_broken = self._written, False
        while True:
            with suppress(subprocess.TimeoutExpired):
                process.wait(LOOK_SECONDS)
                return
            if broken and not is_broken and self._log_size() > heard:
                said = self._said(since=heard)
                heard += len(said)
                is_broken = bool(broken.search(said.decode(errors="replace")))
            if is_broken and shutil.disk_usage(self.program.folder).free > ROOM:
                self._signal(self.program.stop)
                is_broken = False

    def _refusal(self, kind: type[CannotStart], reason: str) -> CannotStart:
        return kind(engine=self.program.name, reason=reason, log=self.program.log)

    def _spawn(self) -> Process:
        if self._log_size() > LARGEST_LOG:
            self.program.log.replace(self.program.log.with_suffix(".old"))
        self._written = self._log_size()
        with self.program.log.open("ab") as log:
            return (self.program.start or _tethered)(self.program, log)

    def _becomes_ready(self, process: Process) -> bool:
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until and not self._stopping.is_set():
            if process.poll() is not None:
                return False
            if self.program.is_ready(process.pid):
                return True
            time.sleep(POLL_SECONDS)
        process.send_signal(signal.SIGKILL)
        process.wait()
        return False

    def _log_size(self) -> int:
        return self.program.log.stat().st_size if self.program.log.exists() else 0

    def _said(self, since: int) -> bytes:
        with self.program.log.open("rb") as log:
            log.seek(since)
            return log.read()


def settle_all(children: Sequence[Child]) -> None:
    """Until every one is ready, or one is not going to be: the others may be waiting for it."""
    while not all(child.is_settled for child in children):
        for child in children:
            if child.is_settled:
                child.settle()
        time.sleep(POLL_SECONDS)
    for child in children:
        child.settle()


def _tethered(program: Program, log: BinaryIO) -> Process:
    tether = (sys.executable, "-IS", str(TETHER), str(os.getpid()), str(int(program.stop)))
    return subprocess.Popen(  # noqa: S603 - the engines, without a shell
        (*tether, *program.command),
        cwd=program.folder,
        env=program.environment,
        stdin=program.stdin,
        stdout=log,
        stderr=log,
        start_new_session=True,  # Ctrl-C reaches us first, and we stop in order
    )


def close_all(children: Sequence[Child]) -> None:
    """Together: the slowest of them decides how long it takes."""
    for child in children:
        child.ask_to_stop()
    for child in reversed(children):
        child.close()


def end_orphans(program: str, folder: Path, stop: signal.Signals) -> None:
    """End what an earlier platform that was killed left running in this folder."""
    for how in (stop, signal.SIGKILL):
        until = time.monotonic() + READY_SECONDS
        for process in _living_in(folder, program):
            os.kill(process, how)
        while time.monotonic() < until:
            if not any(_living_in(folder, program)):
                return
            time.sleep(POLL_SECONDS)


def _living_in(folder: Path, program: str) -> Iterator[int]:
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            here = Path(entry, "cwd").readlink() == folder
            if here and Path(entry, "comm").read_text().strip() == program:
                yield int(entry.name)
        except OSError:  # it ended meanwhile, or it is somebody else's
            continue
