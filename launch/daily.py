"""What the platform does by itself once a day: `onedoor audit verify`, which anchors the day."""

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Event, Thread

from launch.anchoring import FOLDER, Kept, first_open_day
from launch.children import TETHER
from launch.clock import CLOCK
from launch.settings import Settings

LOOK_SECONDS = 600.0
END_SECONDS = 0.2
VERIFY = (sys.executable, "-m", "launch", "audit", "verify")

log = logging.getLogger(__name__)


@contextmanager
def audited_daily(settings: Settings, logs: Path) -> Iterator[None]:
    """For as long as the platform is open."""
    daily = DailyAudit(settings, logs / "audit.log")
    daily.start()
    try:
        yield
    finally:
        daily.close()


class DailyAudit(Thread):
    """In a process of its own that steps back for others: the doors beside it stay quick."""

    def __init__(
        self,
        settings: Settings,
        said: Path,
        now: Callable[[], datetime] = CLOCK,
        look_seconds: float = LOOK_SECONDS,
        command: tuple[str, ...] = VERIFY,
    ) -> None:
        super().__init__(name="daily audit", daemon=True)
        self.settings = settings
        self.said = said
        self.now = now
        self.look_seconds = look_seconds
        self.command = command
        self._kept = Kept(settings.data / FOLDER)
        self._stopping = Event()
        self._process: subprocess.Popen[bytes] | None = None

    def close(self) -> None:
        """An audit on its way is given up; the next start has it again."""
        self._stopping.set()
        while self.is_alive():
            if self._process:
                self._process.terminate()
            self.join(END_SECONDS)

    def run(self) -> None:
        tried = None
        while not self._stopping.wait(self.look_seconds):
            today = first_open_day(self.now())
            if tried != today and (self._kept.until() or today.min) < today:
                tried = today
                self._audit()

    def _audit(self) -> None:
        try:
            with self.said.open("ab") as said:
                self._process = subprocess.Popen(  # noqa: S603 - ourselves, without a shell
                    (*_stepping_back(), *self.command),
                    cwd=self.settings.data,
                    env=dict(os.environ) | self.settings.environment(),
                    stdin=subprocess.DEVNULL,
                    stdout=said,
                    stderr=said,
                )
            code = self._process.wait()
        except OSError as fault:
            log.warning("today's audit of the journals did not start: %s", type(fault).__name__)
            return
        if code and not self._stopping.is_set():
            log.error("today's audit of the journals found a fault: see %s", self.said)


def _stepping_back() -> tuple[str, ...]:
    """It ends when this process does, however that ends."""
    tether = (sys.executable, "-IS", str(TETHER), str(os.getpid()), "15")
    nice = shutil.which("nice")
    return (*tether, nice, "-n", "10") if nice else tether
