"""Raw words of a form or a call, read once; what cannot be used is refused by its field's name."""

from datetime import date
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from chassis.kernel import Personal, is_storable
from services.mediation.domain.errors import (
    ChoiceUnknown,
    DayNotReached,
    DayUnreadable,
    TextUnreadable,
)

Choice = TypeVar("Choice", bound=StrEnum)
LONGEST_TEXT = 4000


def read_choice(field: str, raw: str, choices: type[Choice]) -> Choice:
    try:
        return choices(raw)
    except ValueError:
        raise ChoiceUnknown(field=field, choices=", ".join(choices)) from None


def read_past_day(field: str, raw: str, *, today: date) -> date:
    """A day on which something happened, so it has been reached."""
    try:
        day = date.fromisoformat(raw)
    except ValueError:
        raise DayUnreadable(field=field) from None
    if day > today:
        raise DayNotReached(field=field, day=day)
    return day


def read_text(field: str, raw: str, *, key: UUID) -> Personal:
    """Free words may name people: they are sealed under the referral's key."""
    text = raw.strip()
    if not text or len(text) > LONGEST_TEXT or not is_storable(text):
        raise TextUnreadable(field=field, most=LONGEST_TEXT)
    return Personal(key, text)
