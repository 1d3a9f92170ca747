"""`python -m tests.faults.returning alerts`: what the time goes into until a killed service of a
split platform at work is back."""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from launch.doors import find_doors
from launch.engines import SERVICES
from tests.faults.campaign import RECOVERED_SECONDS
from tests.faults.stage import Kind, Stage, a_stage

LOOK_SECONDS = 0.02
BETWEEN_SECONDS = 3.0
NANO = 1e-9


@dataclass
class Return:
    """Seconds from the kill, and seconds of the new process itself until it was ready."""

    process: float = 0.0
    listens: float = 0.0
    ready: float = 0.0
    went_on: float = 0.0
    worked: float = 0.0
    waited: float = 0.0
    """For a processor: it could have run, and others did."""

    def __str__(self) -> str:
        return (
            f"process {self.process:.1f} s, listens {self.listens:.1f}, ready {self.ready:.1f}, "
            f"work went on {self.went_on:.1f}; on a processor {self.worked:.1f}, "
            f"waited for one {self.waited:.1f}; load {os.getloadavg()[0]:.1f}"
        )


def returns(stage: Stage, name: str, times: int) -> Iterator[Return]:
    for _ in range(times):
        stage.ledger.gets_on(time.monotonic(), within=RECOVERED_SECONDS)
        time.sleep(BETWEEN_SECONDS)
        before, killed = stage.service(name), time.monotonic()
        stage.kill_service(name)
        found = _return(stage, name, before, killed)
        stage.ledger.gets_on(killed, within=RECOVERED_SECONDS)
        found.went_on = time.monotonic() - killed
        yield found


def _return(stage: Stage, name: str, before: list[int], killed: float) -> Return:
    address = f"{find_doors(stage.house.data).http[name]}/readyz"
    found = Return()
    while not found.ready:
        since = time.monotonic() - killed
        assert since < RECOVERED_SECONDS, f"{name} does not come back: {found}"
        fresh = [process for process in stage.service(name) if process not in before]
        if fresh:
            found.process = found.process or since
            answered = _answer(address)
            found.listens = found.listens or (since if answered else 0.0)
            if answered == httpx.codes.OK:
                found.ready = since
                found.worked, found.waited = _scheduled(fresh[0])
        time.sleep(LOOK_SECONDS)
    return found


def _answer(address: str) -> int:
    try:
        return httpx.get(address).status_code
    except httpx.TransportError:
        return 0


def _scheduled(process: int) -> tuple[float, float]:
    """Of its first thread, which does all the work of a start."""
    worked, waited, _ = Path(f"/proc/{process}/schedstat").read_text().split()
    return int(worked) * NANO, int(waited) * NANO


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.returning", description=__doc__)
    parser.add_argument("service", choices=SERVICES)
    parser.add_argument("--times", type=int, default=4)
    chosen = parser.parse_args()
    with a_stage(Kind(split=True)) as stage:
        for found in returns(stage, chosen.service, chosen.times):
            sys.stdout.write(f"{chosen.service}: {found}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
