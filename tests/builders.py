"""People, days and places that all tests talk about."""

from datetime import datetime
from itertools import count
from pathlib import Path
from secrets import randbelow
from uuid import UUID

from chassis.kernel import Principal, new_id
from law.calendar import SHANGHAI
from law.loading import load

RULEBOOKS = Path(__file__).parent.parent / "rulebooks"
SHELF = load(RULEBOOKS).everywhere("420881")
RULES = SHELF.current("420881")
CALENDAR = SHELF.calendar("420881")

# A run begins anywhere, so that two runs on one database do not meet.
_fresh = count(randbelow(1_000_000))


def at(day: str, hour: int = 12) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=SHANGHAI)


NOON = at("2026-09-16")


def an_id() -> UUID:
    return new_id(NOON)


def somewhere() -> str:
    """A jurisdiction of its own for each test: no test sees another's rows."""
    return f"{next(_fresh) % 1_000_000:06d}"


def a_principal(
    organ: str, jurisdiction: str = "420881", may: frozenset[str] = frozenset()
) -> Principal:
    return Principal(an_id(), f"{organ}/clerk", organ, jurisdiction, may)
