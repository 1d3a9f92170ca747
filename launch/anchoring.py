"""Daily anchors: one line a day and place over the journals of all services.

A chain shows that an entry was changed, but not that a whole matter was taken away with its
journal. An anchor does: it is a hash over every matter that moved on that day, with the head and
the length of its journal then. It is a pure function of the journals, so every later audit
computes it again; each anchor seals the one before. Whoever keeps yesterday's seal outside the
machine, on paper for instance, can prove all days up to it.
"""

import json
import os
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import groupby, zip_longest
from pathlib import Path

import asyncpg

from law.calendar import day_of

PREFETCH = 2000
FOLDER = "anchors"
SETTLING = timedelta(minutes=10)

# The last entry of each matter on each day; a legal day begins at midnight in Shanghai.
HEADS = """
SELECT DISTINCT ON (jurisdiction, day, subject) jurisdiction, day, subject, version, seal FROM (
    SELECT jurisdiction, subject, version, seal,
        ((convert_from(body, 'UTF8')::jsonb #>> '{{told,at}}')::timestamptz
            AT TIME ZONE 'UTC' + interval '8 hours')::date AS day
    FROM {service}.journal
) AS entries
WHERE day < $1
ORDER BY jurisdiction, day, subject, version DESC
"""

Key = tuple[str, date]


@dataclass(frozen=True, slots=True)
class Anchor:
    """`matters` moved on this day; `seal` covers this day and all before it."""

    jurisdiction: str
    day: str
    matters: int
    seal: str


@dataclass(slots=True)
class _Day:
    matters: int
    digest: str


def first_open_day(now: datetime) -> date:
    """All days before it are over: what was decided before midnight may be written after it."""
    return day_of(now - SETTLING)


async def anchors(admin: str, services: Sequence[str], until: date) -> dict[str, list[Anchor]]:
    """By place, every day before this one on which something happened there."""
    days: dict[Key, list[_Day]] = {}
    connection = await asyncpg.connect(admin, timeout=10)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            for service in sorted(services):
                async for key, day in _days(connection, service, until):
                    days.setdefault(key, []).append(day)
    finally:
        await connection.close()
    by_place = groupby(sorted(days.items()), key=lambda item: item[0][0])
    return {place: list(_sealed(place, told)) for place, told in by_place}


async def _days(
    connection: "asyncpg.Connection[asyncpg.Record]", service: str, until: date
) -> AsyncIterator[tuple[Key, _Day]]:
    key, count, hashed = None, 0, sha256(service.encode())
    async for row in connection.cursor(HEADS.format(service=service), until, prefetch=PREFETCH):
        here = (row["jurisdiction"], row["day"])
        if key and here != key:
            yield key, _Day(count, hashed.hexdigest())
            count, hashed = 0, sha256(service.encode())
        key, count = here, count + 1
        hashed.update(f"{row['subject']} {row['version']} {row['seal'].hex()}\n".encode())
    if key:
        yield key, _Day(count, hashed.hexdigest())


def _sealed(place: str, told: Iterable[tuple[Key, list[_Day]]]) -> Iterator[Anchor]:
    seal = ""
    for (_, day), services in told:
        digests = " ".join(each.digest for each in services)
        seal = sha256(f"{seal} {place} {day} {digests}".encode()).hexdigest()
        yield Anchor(place, day.isoformat(), sum(each.matters for each in services), seal)


@dataclass(frozen=True, slots=True)
class Kept:
    """The anchors that were seen before, a file for each place."""

    folder: Path

    def first_difference(self, place: str, computed: Sequence[Anchor]) -> str | None:
        """The first day that is no longer what it was; days that are new differ from nothing."""
        known = self.read(place)
        for was, now in zip_longest(known, computed[: len(known)]):
            if was != now:
                return min(anchor.day for anchor in (was, now) if anchor)
        return None

    def read(self, place: str) -> list[Anchor]:
        file = self._file(place)
        lines = file.read_text().splitlines() if file.exists() else []
        return [Anchor(**json.loads(line)) for line in lines]

    def keep(self, place: str, computed: Sequence[Anchor]) -> None:
        file = self._file(place)
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(file, "".join(json.dumps(asdict(anchor)) + "\n" for anchor in computed))

    def until(self) -> date | None:
        """Every day before this one was looked at when all held; on some, nothing happened."""
        return date.fromisoformat(self._until.read_text()) if self._until.exists() else None

    def keep_until(self, day: date) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(self._until, day.isoformat())

    def places(self) -> list[str]:
        return sorted(file.stem for file in self.folder.glob("*.jsonl"))

    def _file(self, place: str) -> Path:
        return self.folder / f"{place}.jsonl"

    @property
    def _until(self) -> Path:
        return self.folder / "until"


def _replace(file: Path, text: str) -> None:
    """Whole or not at all; two audits at once do not meet."""
    fresh = file.with_suffix(f".{os.getpid()}")
    fresh.write_text(text)
    fresh.replace(file)


@dataclass(frozen=True, slots=True)
class Held:
    """What became of the anchors of one place."""

    place: str
    days: int
    newest: Anchor | None
    broken: str | None


def compare(kept: Kept, computed: Mapping[str, Sequence[Anchor]]) -> Iterator[Held]:
    """Places whose days still hold get their new days kept; of the others nothing is touched."""
    for place in sorted({*kept.places(), *computed}):
        told = computed.get(place, ())
        broken = kept.first_difference(place, told)
        if broken is None:
            kept.keep(place, told)
        yield Held(place, len(told), told[-1] if told else None, broken)
