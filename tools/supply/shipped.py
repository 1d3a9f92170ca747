"""What an installation is made of: the packages of the lock that are there to run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LOCK = Path("requirements.lock")
OURS = "onedoor (pyproject.toml)"
ELSEWHERE = "sys_platform == 'win32'"  # OneDoor runs on Linux
ENTRY = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>[^ ;]+)(?: ; (?P<where>.*?))? \\$", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Package:
    """A pinned package, the hashes of its files, and who in the lock asks for it."""

    name: str
    version: str
    hashes: tuple[str, ...]
    asked_by: frozenset[str]


def shipped() -> list[Package]:
    """What our run-time dependencies bring, by name."""
    packages = pinned()
    reached: set[str] = set()
    found = {OURS}
    while found:
        reached |= found
        found = {p.name for p in packages if p.asked_by & reached} - reached
    return [package for package in packages if package.name in reached]


@cache
def pinned() -> tuple[Package, ...]:
    return tuple(read(LOCK.read_text(encoding="utf-8")))


def read(lock: str) -> Iterator[Package]:
    entries = list(ENTRY.finditer(lock))
    ends = [entry.start() for entry in entries[1:]] + [len(lock)]
    for entry, end in zip(entries, ends, strict=True):
        if entry["where"] != ELSEWHERE:
            rest = lock[entry.end() : end]
            asked_by = re.findall(r"^    #(?: via)? +(.+)$", rest, re.MULTILINE)
            hashes = tuple(re.findall(r"--hash=sha256:(\w+)", rest))
            yield Package(entry["name"], entry["version"], hashes, frozenset(asked_by) - {"via"})
