"""Figures go between the marks of the page, and nothing else of it changes."""

import json
from pathlib import Path

from bench.measure import Measure
from bench.report import BEGIN, END, keep, write

ABOUT = {
    "command": "make bench",
    "commit": "abc",
    "at": "2026-09-16 04:00 UTC",
    "machine": "2 cores",
    "busy": "load 0.1",
}


async def _one() -> float:
    return 1.0


def a_measured() -> Measure:
    measure = Measure("register", "/s", _one, 0.33, "pgbench", _one)
    measure.seen, measure.limit_seen = [900.0, 1200.0, 1000.0], [4000.0, 5000.0, 4500.0]
    measure.note(p99_ms=31.0)
    return measure


def test_a_second_run_replaces_the_first(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"before\n{BEGIN}{END}\nafter\n")

    write(ABOUT, [a_measured()], page)
    first = page.read_text()
    write(ABOUT, [a_measured()], page)

    assert page.read_text() == first
    assert first.startswith("before\n")
    assert first.endswith("\nafter\n")
    assert "**1,000** (900, 1,200, 1,000) /s; p99 ms 31" in first
    assert "| 0.22 | ≥ 0.33 | no |" in first


def test_machines_get_every_round(tmp_path: Path) -> None:
    keep(ABOUT, [a_measured()], tmp_path / "latest.json")

    told = json.loads((tmp_path / "latest.json").read_text())
    assert told["commit"] == "abc"
    assert told["measures"][0]["limit_seen"] == [4000.0, 5000.0, 4500.0]
    assert told["measures"][0]["beside"] == {"p99_ms": [31.0]}
