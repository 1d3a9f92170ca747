"""What was measured: on a screen, in docs/performance.md, and for machines."""

import json
import os
import platform
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from bench.measure import Measure

PAGE = Path("docs/performance.md")
LATEST = Path("bench/results/latest.json")
BEGIN, END = "<!-- measured -->", "<!-- end of measured -->"
HEAD = (
    "| measured | here (all rounds) | limit in the same run (all rounds) | share | goal | met |",
    "|---|---|---|---|---|---|",
)
LARGE = 100


def surroundings(command: str) -> dict[str, str]:
    """Asked at the end of a run, so that the load told is the one that it met."""
    return {
        "at": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "commit": _git("rev-parse", "--short", "HEAD") + ("+" if _git("status", "-s") else ""),
        "machine": _machine(),
        "busy": "load {:.1f}, {:.1f}, {:.1f} over the last 1, 5, 15 minutes".format(
            *os.getloadavg()
        ),
        "command": command,
    }


def keep(about: Mapping[str, str], measures: Sequence[Measure], file: Path = LATEST) -> None:
    file.parent.mkdir(exist_ok=True)
    told = {**about, "measures": [measure.told() for measure in measures]}
    file.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n")


def write(about: Mapping[str, str], measures: Sequence[Measure], page: Path = PAGE) -> None:
    """Between the marks, whatever stands around them."""
    before, _, rest = page.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    lines = [
        f"`{about['command']}` at commit {about['commit']}, {about['at']}, {about['machine']}; "
        f"{about['busy']}.",
        "",
        *HEAD,
        *map(_row, measures),
    ]
    page.write_text(before + "\n".join((BEGIN, "", *lines, "", END)) + after)


def show(measures: Sequence[Measure]) -> None:
    for measure in measures:
        print(_row(measure))
        for name, figures in measure.beside.items():
            print(f"    {name}: {_all(figures)}")


def _row(measure: Measure) -> str:
    share = f"{measure.reached:.2f}" if measure.limit_seen and measure.share else ""
    goal = f"{'≤' if measure.most else '≥'} {measure.goal:g}"
    unit = "" if share else f" {measure.unit}"
    limit = f"{measure.limit}: {_seen(measure.limit_seen)} {measure.unit}" if measure.limit else ""
    beside = "".join(
        f"; {name.replace('_', ' ')} {_figure(median(figures))}"
        for name, figures in measure.beside.items()
    )
    here = f"{_seen(measure.seen)} {measure.unit}{beside}"
    met = "yes" if measure.is_met else "no"
    return f"| {measure.name} | {here} | {limit} | {share} | {goal}{unit} | {met} |"


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


def _git(*words: str) -> str:
    program = shutil.which("git") or "/usr/bin/git"
    return subprocess.run(
        (program, *words), capture_output=True, text=True, check=True
    ).stdout.strip()
