"""The content scheme: what a petition is about, three levels deep, coded by its path."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from law.reading import Finding, Unreadable
from law.rules import Sourced, Text

COLUMNS = ["level1", "level2", "level3"]
SEPARATOR = "/"


@dataclass(frozen=True, kw_only=True)
class ContentScheme(Sourced):
    """Names repeat across branches, so only the whole path is a code."""

    file: Text
    paths: tuple[Text, ...]

    @cached_property
    def leaves(self) -> frozenset[str]:
        return frozenset(self.paths)

    @cached_property
    def prefixes(self) -> frozenset[str]:
        """Every path and every branch above one."""
        parts = (path.split(SEPARATOR) for path in self.paths)
        return frozenset(SEPARATOR.join(p[: n + 1]) for p in parts for n in range(len(p)))

    @property
    def branches(self) -> list[str]:
        """The first level, in the order of the scheme."""
        return list(dict.fromkeys(path.split(SEPARATOR)[0] for path in self.paths))

    def knows(self, path: str) -> bool:
        return path in self.leaves


def read_scheme(file: Path) -> list[str]:
    """The paths of a scheme file, in its order."""
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.reader(lines))
    except (OSError, UnicodeDecodeError) as fault:
        raise Unreadable([Finding(str(file), 1, "", f"cannot be read: {fault}", "file")]) from None
    if faults := list(_faults(rows, str(file))):
        raise Unreadable(faults)
    return [SEPARATOR.join(row) for row in rows[1:]]


def _faults(rows: list[list[str]], file: str) -> Iterable[Finding]:
    if not rows or rows[0] != COLUMNS:
        yield Finding(file, 1, "", f"the first line is {','.join(COLUMNS)}", "columns")
    seen = set()
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(COLUMNS) or not all(row) or any(SEPARATOR in cell for cell in row):
            yield Finding(file, number, "", "three names without a / are expected", "row")
        elif tuple(row) in seen:
            yield Finding(file, number, "", "this path is said twice", "twice")
        seen.add(tuple(row))
