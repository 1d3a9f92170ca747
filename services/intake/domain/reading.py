"""Reading what a form, a call or an imported row says. Each fault is refused with its field."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from chassis.kernel import is_storable
from services.intake.domain.errors import (
    CodeUnknown,
    DateUnreadable,
    DivisionImpossible,
    NumberUnreadable,
    PostUnreadable,
    TextMissing,
    TextTooLong,
    TextUnreadable,
    YesOrNoUnreadable,
)

MAX_TEXT = 20_000
"""National exchange fields end at 4 000 characters; letters do not."""
MAX_TITLE = 500
MAX_FIELD = 500
EARLIEST = date(1949, 10, 1)
PROVINCES = frozenset(
    f"{region}{province}"
    for region, last in {1: 5, 2: 3, 3: 7, 4: 6, 5: 4, 6: 5, 7: 1, 8: 2}.items()
    for province in range(0 if region == 5 else 1, last + 1)  # noqa: PLR2004 - 50 is Chongqing
)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
DIVISION = re.compile(r"\d{6}(\d{3}){0,2}", re.ASCII)
POST = re.compile(r"[0-9a-z][0-9a-z/_.-]*", re.ASCII)
NUMBER = re.compile(r"\d{1,7}", re.ASCII)
YES, NO = frozenset({"yes", "true", "1"}), frozenset({"no", "false", "0", ""})

Word = TypeVar("Word", bound=StrEnum)


def text(said: str, field: str, *, limit: int = MAX_TEXT) -> str:
    """A text that can be stored and shown, without the blanks around it."""
    if len(said) > limit:
        raise TextTooLong(field=field, limit=limit)
    if not is_storable(said):
        raise TextUnreadable(field=field)
    return said.strip()


def required(said: str, field: str, *, limit: int = MAX_TEXT) -> str:
    read = text(said, field, limit=limit)
    if not read:
        raise TextMissing(field=field)
    return read


def written(told: Mapping[str, str], field: str, *, limit: int = MAX_TEXT) -> str:
    said = told.get(field)
    return text(said, field, limit=limit) if said else ""


def word(
    told: Mapping[str, str], field: str, words: type[Word], default: Word | None = None
) -> Word:
    said = written(told, field, limit=MAX_FIELD)
    if not said and default is not None:
        return default
    return words(one_of(said, field, words))


def one_of(said: str, field: str, known: Iterable[str]) -> str:
    codes = [str(code) for code in known]
    if said not in codes:
        raise CodeUnknown(field=field, known=", ".join(codes))
    return said


def day(told: Mapping[str, str], field: str) -> date | None:
    said = written(told, field, limit=MAX_FIELD)
    return a_day(said, field) if said else None


def a_day(said: str, field: str) -> date:
    try:
        read = date.fromisoformat(said) if DAY.fullmatch(said) else None
    except ValueError:
        read = None
    if read is None or read < EARLIEST:
        raise DateUnreadable(field=field)
    return read


def count(told: Mapping[str, str], field: str, default: int) -> int:
    said = written(told, field, limit=MAX_FIELD)
    if not said:
        return default
    if not NUMBER.fullmatch(said):
        raise NumberUnreadable(field=field)
    return int(said)


def yes(told: Mapping[str, str], field: str) -> bool:
    said = written(told, field, limit=MAX_FIELD).lower()
    if said not in YES | NO:
        raise YesOrNoUnreadable(field=field)
    return said in YES


def post(said: str) -> str:
    """The code of a post, or nothing; never a person's name."""
    read = text(said, "contact", limit=MAX_FIELD)
    if read and not POST.fullmatch(read):
        raise PostUnreadable
    return read


def division(told: Mapping[str, str], field: str) -> str:
    """GB/T 2260 and what stands below it: county 6, town 9, village 12 digits."""
    said = written(told, field, limit=MAX_FIELD)
    if said and not (DIVISION.fullmatch(said) and said[:2] in PROVINCES):
        raise DivisionImpossible(field=field)
    return said
