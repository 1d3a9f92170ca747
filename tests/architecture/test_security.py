"""The threat model names what holds: tests that exist, and all six kinds at every boundary."""

import re
from pathlib import Path

PAGE = Path("docs/security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))
EXAMPLES = sorted(set(re.findall(r"`(tests/gates/[\w.-]+)`", PAGE)))
HOLDS = re.compile(r"`tests/[^`]+` \|$")
OPEN = re.compile(r"\| open: [^|]+ \|$")
KINDS = set("STRIDE")


def test_every_test_that_holds_a_threat_exists() -> None:
    assert NAMED
    missing = [
        f"{file}::{name}"
        for file, name in NAMED
        if not Path(file).is_file()
        or not re.search(rf"def {name}\(", Path(file).read_text(encoding="utf-8"))
    ]

    assert missing == []
    assert [example for example in EXAMPLES if not Path(example).is_file()] == []


def test_every_threat_names_a_test_or_says_that_it_is_open() -> None:
    rows = re.findall(r"^\| [STRIDE] \|.*$", PAGE, re.MULTILINE)

    assert rows
    assert [row for row in rows if bool(HOLDS.search(row)) is bool(OPEN.search(row))] == []


def test_every_boundary_was_looked_at_from_all_six_sides() -> None:
    boundaries = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
    looked_at = {
        text.splitlines()[0]: set(re.findall(r"^\| ([STRIDE]) \|", text, re.MULTILINE))
        for text in boundaries
    }

    assert {name for name, kinds in looked_at.items() if kinds and kinds != KINDS} == set()
