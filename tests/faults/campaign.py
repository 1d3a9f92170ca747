"""Round after round: a fault out of a seeded list, and everything checked after it."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.faults.checks import check, verify
from tests.faults.stage import Kind, Stage, a_stage
from tests.faults.striking import FAULTS, Fault

KINDS = (Kind(), Kind(split=True), Kind(elsewhere=True), Kind(split=True, elsewhere=True))
ROUNDS_IN_A_HOUSE = 30
WARMING_SECONDS = 1.0
RECOVERED_SECONDS = 120
LOG_KEPT = 100_000


@dataclass(frozen=True, slots=True)
class Round:
    number: int
    seed: str
    stage: str
    fault: str
    hit: str = ""
    recovered: float = 0.0
    """Seconds from the end of the fault until everybody had brought something new to its end."""
    settled: float = 0.0
    """And until every event had arrived and everything was checked."""
    matters: int = 0
    troubles: int = 0
    """Answers that asked to be tried again, since the house was opened."""
    fault_found: str = ""

    @property
    def passed(self) -> bool:
        return not self.fault_found


def campaign(
    rounds: int,
    seed: str,
    *,
    faults: Sequence[Fault] = FAULTS,
    kinds: Sequence[Kind] = KINDS,
    disk: Path | None = None,
    logs: Path | None = None,
    until: float = float("inf"),
) -> Iterator[Round]:
    """The same seed draws the same kinds, faults and delays. A house in which something was found
    is not used again."""
    number = 0
    while number < rounds and time.monotonic() < until:
        kind = _dice(seed, number, "kind").choice(kinds)
        last = min(number + ROUNDS_IN_A_HOUSE, rounds)
        for done in _in_one_house(number, last, seed, kind, faults, disk, logs):
            number = done.number + 1
            yield done
            if time.monotonic() > until:
                return


def _in_one_house(
    first: int,
    last: int,
    seed: str,
    kind: Kind,
    faults: Sequence[Fault],
    disk: Path | None,
    logs: Path | None,
) -> Iterator[Round]:
    done = Round(first, seed, str(kind), "opening")
    try:
        with a_stage(kind, disk=disk) as stage:
            possible = [fault for fault in faults if fault.can(stage)]
            for number in range(first, last):
                name = _dice(seed, number, "fault").choice(possible).name
                done = Round(number, seed, str(kind), name)
                try:
                    done = one_round(stage, done, possible)
                except Exception as found:
                    _keep(stage, done, found, logs)
                    raise
                if number + 1 < last:
                    yield done
            verify(stage)
    except Exception as found:  # noqa: BLE001 - whatever it is, it is what we look for
        done = _found(done, found)
    yield done


def one_round(stage: Stage, planned: Round, faults: Sequence[Fault]) -> Round:
    dice = _dice(planned.seed, planned.number)
    fault = next(fault for fault in faults if fault.name == planned.fault)
    ledger = stage.ledger
    ledger.gets_on(time.monotonic(), within=RECOVERED_SECONDS)
    time.sleep(dice.uniform(0, WARMING_SECONDS))
    hit = fault.strike(stage, dice)
    gone = time.monotonic()
    ledger.gets_on(gone, within=RECOVERED_SECONDS)
    recovered = time.monotonic() - gone
    with ledger.resting():
        check(stage)
        settled = time.monotonic() - gone
    return Round(
        planned.number,
        planned.seed,
        planned.stage,
        planned.fault,
        hit,
        round(recovered, 2),
        round(settled, 2),
        len(ledger.walked) + len(ledger.imported),
        sum(ledger.troubles.values()),
    )


def _dice(*seed: object) -> Random:
    """The same for the same seed, whatever came before."""
    return Random("/".join(map(str, seed)))  # noqa: S311 - draws that can be repeated


def _found(planned: Round, found: Exception) -> Round:
    said = f"{type(found).__name__}: {found}"
    return Round(
        planned.number, planned.seed, planned.stage, planned.fault, fault_found=said[:2000]
    )


def _keep(stage: Stage, done: Round, found: Exception, logs: Path | None) -> None:
    """What everybody wrote, beside what was found: the house is cleared away."""
    if logs is None:
        return
    logs.mkdir(parents=True, exist_ok=True)
    file = logs / f"{done.seed}-{done.number}.log"
    told = stage.house.told(LOG_KEPT)
    file.write_text(f"{done}\n{found!r}\n{stage.ledger.troubles}\n{told}")
