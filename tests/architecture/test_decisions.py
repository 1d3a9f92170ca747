"""A decision says why, what else was possible, and what holds it."""

import re
from pathlib import Path

import pytest

FOLDER = Path("docs/decisions")
DECISIONS = sorted(FOLDER.glob("0*.md"))
HEADINGS = ["Context", "Decision", "Alternatives", "Consequences", "Enforced by"]
PLACE = re.compile(r"`((?:tests|chassis|law|services|launch|tools|docs)/[\w./-]*)`")


def test_decisions_are_numbered_without_a_gap_and_listed() -> None:
    index = (FOLDER / "README.md").read_text(encoding="utf-8")

    assert DECISIONS
    assert [int(d.name[:4]) for d in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    assert [d.name for d in DECISIONS if f"]({d.name})" not in index] == []


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_its_five_parts_on_one_page(decision: Path) -> None:
    text = decision.read_text(encoding="utf-8")

    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    assert len(text.splitlines()) <= 60


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_what_enforces_a_decision_exists(decision: Path) -> None:
    enforced = decision.read_text(encoding="utf-8").partition("## Enforced by")[2]
    places = PLACE.findall(enforced)

    assert places or "`lint-imports`" in enforced
    assert [place for place in places if not Path(place).exists()] == []
