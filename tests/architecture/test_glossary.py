"""A word of the glossary is a word of the code, or says why it is not."""

import re
from functools import cache
from pathlib import Path

import pytest

ROW = re.compile(
    r"^\| (?P<term>[^|]*[^|\x00-\x7f][^|]*) \| (?P<code>[^|]+) \| (?P<meaning>[^|]+) \|$"
)
TEXT = Path("docs/glossary.md").read_text(encoding="utf-8")
ROWS = [found.groupdict() for line in TEXT.splitlines() if (found := ROW.match(line))]
ROWS = [row for row in ROWS if row["term"] != "中文"]


@cache
def words_of_the_house() -> frozenset[str]:
    """Identifiers and keys, and names of files, as a search would find them."""
    places = [*Path("rulebooks").rglob("*.yaml")]
    for folder in ("services", "law", "chassis"):
        places += Path(folder).rglob("*.py")
    text = "\n".join(place.read_text(encoding="utf-8") for place in places)
    return frozenset(re.findall(r"[\w-]+", text)) | {place.stem for place in places}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["term"])
def test_a_term_is_found_in_the_code_or_says_why_not(row: dict[str, str]) -> None:
    names = re.findall(r"`([^`]+)`", row["code"])

    assert names or row["code"] == "*not modelled*"
    assert [name for name in names if name not in words_of_the_house()] == []
    assert row["meaning"].strip()


def test_the_glossary_says_each_term_once() -> None:
    terms = [row["term"] for row in ROWS]

    assert len(terms) > 50
    assert len(set(terms)) == len(terms)
