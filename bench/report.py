"""What was measured: on a screen, in docs/performance.md, and for machines."""

import json
import os
import platform
import shutil
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench.measure import Measure

PAGE = Path("docs/performance.md")
RESULTS = Path("bench/results")
WRITTEN_BY_RUNS = (str(PAGE), str(RESULTS))
HEAD = (
    "| measured | here (all rounds) | limit in the same run (all rounds) | share | goal | met |",
    "|---|---|---|---|---|---|",
)
LARGE, SMALL = 100, 0.01
Row = Mapping[str, Any]
"""A measure as it is told to machines, with its part of the run and what surrounded it."""


@dataclass(frozen=True, slots=True)
class Block:
    """Where runs of one size leave their figures: between two marks of the page, and as JSON."""

    begin: str
    end: str
    file: Path


LATEST = Block("<!-- measured -->", "<!-- end of measured -->", RESULTS / "latest.json")
FULL = Block("<!-- measured in full -->", "<!-- end of measured in full -->", RESULTS / "full.json")


def surroundings(command: str) -> dict[str, Any]:
    """Asked at the end of a part, so that the load told is the one that it met."""
    return {
        "at": time.strftime("%Y-%m-%d %H:%M", time.gmtime()),
        "commit": _git("rev-parse", "--short", "HEAD") + ("+" if _is_changed() else ""),
        "machine": _machine(),
        "load": os.getloadavg()[1],
        "command": command,
    }


def rows(part: str, about: Mapping[str, Any], measures: Sequence[Measure]) -> list[Row]:
    return [{"part": part, **measure.told(), "about": about} for measure in measures]


def keep(parts: Sequence[str], measured: Sequence[Row], file: Path) -> list[Row]:
    """All parts, each as it was measured last, in the order of a whole run."""
    before: list[Row] = json.loads(file.read_text())["measures"] if file.exists() else []
    anew = {row["part"] for row in measured}
    known = [*measured, *(row for row in before if row["part"] not in anew)]
    kept = [row for part in parts for row in known if row["part"] == part]
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps({"measures": kept}, indent=1, ensure_ascii=False) + "\n")
    return kept


def write(kept: Sequence[Row], block: Block, page: Path = PAGE) -> None:
    """Between the marks, whatever stands around them."""
    before, _, rest = page.read_text().partition(block.begin)
    _, _, after = rest.partition(block.end)
    lines = [*_surroundings(kept), "", *HEAD, *map(_line, kept)]
    page.write_text(before + "\n".join((block.begin, "", *lines, "", block.end)) + after)


def show(measured: Sequence[Row]) -> None:
    for row in measured:
        print(_line(row))
        for name, figures in row["beside"].items():
            print(f"    {name}: {_all(figures)}")


def _surroundings(kept: Sequence[Row]) -> Iterator[str]:
    """A sentence for each run, and which parts it measured where others measured the rest."""
    runs = defaultdict[str, list[Row]](list)
    for row in kept:
        runs["`{command}` at commit {commit}, {machine}".format_map(row["about"])].append(row)
    for run, its in runs.items():
        at, load = ([row["about"][name] for row in its] for name in ("at", "load"))
        parts = ", ".join(dict.fromkeys(row["part"] for row in its))
        which = f" ({parts})" if len(runs) > 1 else ""
        yield (
            f"{run}, {min(at)} to {max(at)[-5:]} UTC; load {min(load):.1f} to {max(load):.1f} "
            f"over five minutes{which}."
        )


def _line(row: Row) -> str:
    share = ""
    if row["limit_seen"] and row["share"]:
        share = f"{row['reached']:.2f}" if row["reached"] >= SMALL else f"{row['reached']:.2g}"
    unit = "" if share else f" {row['unit']}"
    goal = f"{'≤' if row['most'] else '≥'} {row['goal']:g}{unit}"
    for name, most in row.get("most_beside", {}).items():  # runs before had none
        goal += f"; {name.replace('_', ' ')} ≤ {most:g}"
    limit = f"{row['limit']}: {_seen(row['limit_seen'])} {row['unit']}" if row["limit"] else ""
    beside = "".join(
        f"; {name.replace('_', ' ')} {_figure(median(figures))}"
        for name, figures in row["beside"].items()
    )
    here = f"{_seen(row['seen'])} {row['unit']}{beside}"
    met = "yes" if row["met"] else "no"
    return f"| {row['name']} | {here} | {limit} | {share} | {goal} | {met} |"


def _seen(figures: Sequence[float]) -> str:
    return f"**{_figure(median(figures))}** ({_all(figures)})"


def _all(figures: Sequence[float]) -> str:
    return ", ".join(map(_figure, figures))


def _figure(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= LARGE else f"{figure:.3g}"


def _machine() -> str:
    model: Any = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    return f"{os.cpu_count()} × {model}, {memory} GiB, Python {platform.python_version()}"


def _is_changed() -> bool:
    """Whether what was measured is not what that commit holds."""
    changed = (line.split(maxsplit=1)[1] for line in _git("status", "--short").splitlines())
    return any(not file.startswith(WRITTEN_BY_RUNS) for file in changed)


def _git(*words: str) -> str:
    program = shutil.which("git") or "/usr/bin/git"
    return subprocess.run(
        (program, *words), capture_output=True, text=True, check=True
    ).stdout.strip()
