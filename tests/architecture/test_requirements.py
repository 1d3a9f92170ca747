"""Every requirement of the catalogue is accounted for: done, partly done, or planned."""

import csv
import re
from collections import Counter
from pathlib import Path

LAST = {"IN": 50, "ME": 41, "GE": 44, "IA": 20, "IO": 10}
CATALOGUE = {f"{part}-{n:02}" for part, last in LAST.items() for n in range(1, last + 1)}
STATES = {"done", "partly", "planned"}


def rows() -> list[dict[str, str]]:
    with Path("docs/requirements.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def exists(test: str) -> bool:
    path, _, name = test.partition("::")
    if not Path(path).is_file():
        return False
    text = Path(path).read_text(encoding="utf-8")
    return bool(re.search(rf"def {re.escape(name.partition('[')[0])}\(", text))


def test_every_requirement_stands_in_the_list_once() -> None:
    counted = Counter(row["requirement"] for row in rows())

    assert set(counted) - CATALOGUE == set(), "no such requirement"
    assert CATALOGUE - set(counted) == set(), "missing"
    assert [number for number, times in counted.items() if times > 1] == []


def test_what_is_done_is_shown_by_a_test_that_exists() -> None:
    wrong = [
        row["requirement"]
        for row in rows()
        if row["state"] not in STATES
        or (row["state"] != "planned" and not row["test"])
        or (row["test"] and not all(exists(test) for test in row["test"].split()))
    ]

    assert wrong == []


def test_what_is_done_in_part_says_what_is_missing() -> None:
    partly = [row for row in rows() if row["state"] == "partly"]

    assert [row["requirement"] for row in partly if "missing" not in row["note"].lower()] == []
