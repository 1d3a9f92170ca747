"""Figures go between the marks of the page, and nothing else of it changes."""

import json
from pathlib import Path
from typing import Any

from bench.measure import Measure
from bench.report import Block, Row, keep, rows, write

BLOCK = Block("<!-- begin -->", "<!-- end -->", Path())
PARTS = ("starting", "registering", "searching")


async def _one() -> float:
    return 1.0


def about(**changed: Any) -> dict[str, Any]:
    told = {"command": "make bench", "commit": "abc", "at": "2026-09-16 04:00"}
    return told | {"machine": "2 cores", "load": 0.1} | changed


def registered(**changed: Any) -> list[Row]:
    measure = Measure("register", "/s", _one, 0.33, "pgbench", _one)
    measure.seen, measure.limit_seen = [900.0, 1200.0, 1000.0], [4000.0, 5000.0, 4500.0]
    measure.note(p99_ms=31.0)
    return rows("registering", about(**changed), [measure])


def searched(seen: float) -> list[Row]:
    measure = Measure("search", "ms", _one, 50, most=True)
    measure.seen = [seen]
    return rows(
        "searching", about(command="make bench ONLY=searching", at="2026-09-17 09:30"), [measure]
    )


def test_a_second_run_replaces_the_first(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"before\n{BLOCK.begin}{BLOCK.end}\nafter\n")

    write(registered(), BLOCK, page)
    first = page.read_text()
    write(registered(), BLOCK, page)

    assert page.read_text() == first
    assert first.startswith("before\n")
    assert first.endswith("\nafter\n")
    assert "**1,000** (900, 1,200, 1,000) /s; p99 ms 31" in first
    assert "| 0.22 | ≥ 0.33 | no |" in first
    assert "`make bench` at commit abc, 2 cores, 2026-09-16 04:00 to 04:00 UTC" in first


def test_a_tail_beyond_its_goal_is_a_goal_missed(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"{BLOCK.begin}{BLOCK.end}")
    measures = []
    for most in (60, 20):
        measure = Measure("register", "/s", _one, 100, most_beside={"p99_ms": most})
        measure.seen = [120.0]
        measure.note(p99_ms=31.0)
        measures.append(measure)

    write(rows("registering", about(), measures), BLOCK, page)

    assert "| ≥ 100 /s; p99 ms ≤ 60 | yes |" in page.read_text()
    assert "| ≥ 100 /s; p99 ms ≤ 20 | no |" in page.read_text()


def test_a_small_share_keeps_its_digits(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"{BLOCK.begin}{BLOCK.end}")
    measure = Measure("rates", "ms", _one, 0.02, "GROUP BY", _one, most=True)
    measure.seen, measure.limit_seen = [9.0], [5_000.0]

    write(rows("counting", about(), [measure]), BLOCK, page)

    assert "| 0.0018 | ≤ 0.02 | yes |" in page.read_text()


def test_a_part_measured_again_takes_its_own_place_and_leaves_the_others(tmp_path: Path) -> None:
    file, page = tmp_path / "latest.json", tmp_path / "performance.md"
    page.write_text(f"{BLOCK.begin}{BLOCK.end}")
    keep(PARTS, [*registered(), *searched(40.0)], file)

    kept = keep(PARTS, searched(30.0), file)
    write(kept, BLOCK, page)

    assert [(row["part"], row["seen"][0]) for row in kept] == [
        ("registering", 900.0),
        ("searching", 30.0),
    ]
    assert "`make bench` at commit abc" in page.read_text()
    assert "(registering)." in page.read_text()
    assert "`make bench ONLY=searching` at commit abc, 2 cores, 2026-09-17" in page.read_text()


def test_a_part_that_is_no_longer_measured_is_gone(tmp_path: Path) -> None:
    file = tmp_path / "latest.json"
    keep(PARTS, [*registered(), *searched(40.0)], file)

    assert [row["part"] for row in keep(["searching"], [], file)] == ["searching"]


def test_machines_get_every_round(tmp_path: Path) -> None:
    keep(PARTS, registered(), tmp_path / "latest.json")

    (told,) = json.loads((tmp_path / "latest.json").read_text())["measures"]
    assert told["about"]["commit"] == "abc"
    assert told["limit_seen"] == [4000.0, 5000.0, 4500.0]
    assert told["beside"] == {"p99_ms": [31.0]}
