"""`python -m tests.faults.clock up …`: the platform with a clock that a file sets.

The same assembly as ever, given another `now`; nothing in the product knows of it. In one process
only: a house that is split starts its services by the command itself.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from chassis.events import consumer
from launch import assembly
from launch.__main__ import main

FILE = "FAULTS_CLOCK"
FACTOR = "FAULTS_FACTOR"
"""How many times as fast time passes: for its clock, and for the timers after which a consumer
tries again."""


@dataclass(frozen=True, slots=True)
class Clock:
    file: Path

    def put(self, forward: timedelta, factor: float = 1.0) -> None:
        """So far from the true time; written beside and moved, for it is read at any moment."""
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"{forward.total_seconds()} {_true().timestamp()} {factor}")
        fresh.replace(self.file)

    def now(self) -> datetime:
        forward, since, factor = map(float, self.file.read_text().split())
        true = _true()
        return true + timedelta(seconds=forward + (true.timestamp() - since) * (factor - 1))


def _true() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - what it is a clock of


if __name__ == "__main__":
    shifted = Clock(Path(os.environ[FILE]))
    assembly.platform = partial(assembly.platform, now=shifted.now)
    faster = float(os.environ.get(FACTOR, "1"))
    first, second, third, last = consumer.RETRY_AFTER_SECONDS
    consumer.RETRY_AFTER_SECONDS = (first / faster, second / faster, third / faster, last / faster)
    main()
