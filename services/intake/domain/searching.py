"""What is looked for: told like everything that comes from outside, and read here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from services.intake.domain import reading
from services.intake.domain.errors import DaysReversed, SearchUnreadable
from services.intake.domain.reading import MAX_FIELD
from services.intake.domain.states import Status

MAX_WORDS = 100
KNOWN = ("words", "number", "division", "content", "status", "organ", "desk", "since", "until")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is empty lets everything through."""

    words: str = ""
    """Each of them stands in the title or the text, as it is written here."""
    number: str = ""
    """The number of an item in the system it came from, or the id of the matter."""
    division: str = ""
    """This place, and every place within it."""
    content: str = ""
    """This branch of the content scheme, and every leaf of it."""
    status: str = ""
    organ: str = ""
    desk: str = ""
    since: date | None = None
    until: date | None = None

    @classmethod
    def read(cls, told: Mapping[str, str]) -> Self:
        if not told.keys() <= set(KNOWN):
            raise SearchUnreadable(known=", ".join(KNOWN))
        status = reading.written(told, "status", limit=MAX_FIELD)
        since, until = reading.day(told, "since"), reading.day(told, "until")
        if since and until and until < since:
            raise DaysReversed
        return cls(
            words=reading.written(told, "words", limit=MAX_WORDS),
            number=reading.written(told, "number", limit=MAX_FIELD),
            division=reading.division(told, "division"),
            content=reading.written(told, "content", limit=MAX_FIELD),
            status=reading.one_of(status, "status", Status) if status else "",
            organ=reading.written(told, "organ", limit=MAX_FIELD),
            desk=reading.written(told, "desk", limit=MAX_FIELD),
            since=since,
            until=until,
        )
