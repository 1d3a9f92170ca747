"""`python -m tests.faults.account dist/faults/*.csv`: the rounds of many runs in one table."""

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median

from tests.faults.striking import FAULTS

HEAD = """\
| fault | rounds | passed | work went on: median, longest | settled: median, longest |
|---|--:|--:|--:|--:|"""

Row = Mapping[str, str]


def main(files: Sequence[str]) -> None:
    told = [row for file in files for row in rounds(Path(file))]
    sys.stdout.writelines(f"{line}\n" for line in account(told))


def rounds(file: Path) -> list[Row]:
    with file.open(newline="") as kept:
        return list(csv.DictReader(kept))


def account(told: Sequence[Row]) -> Iterator[str]:
    """How many, on what, and the table; then whatever was found."""
    stages = Counter(row["stage"] for row in told)
    where = ", ".join(f"{count} on {stage}" for stage, count in sorted(stages.items()))
    yield f"{len(told)} rounds, {sum(map(_passed, told))} passed; {where}"
    yield ""
    yield HEAD
    struck = defaultdict(list)
    for row in told:
        struck[row["fault"]].append(row)
    for name in (fault.name for fault in FAULTS if fault.name in struck):
        good = [row for row in struck[name] if _passed(row)]
        times = (_times(good, what) for what in ("recovered", "settled"))
        yield f"| {name} | {len(struck[name])} | {len(good)} | {' | '.join(times)} |"
    yield ""
    for row in told:
        if not _passed(row):
            first, *_ = row["fault_found"].splitlines()
            yield f"- {row['stage']}, {row['fault']}, SEED={row['seed']}: {first}"


def _passed(row: Row) -> bool:
    return not row["fault_found"]


def _times(good: Sequence[Row], what: str) -> str:
    seconds = [float(row[what]) for row in good]
    return f"{median(seconds):.1f}, {max(seconds):.1f}" if seconds else ""


if __name__ == "__main__":
    main(sys.argv[1:])
