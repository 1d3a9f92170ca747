"""Raw words of a form or a call, read once; what cannot be used is refused by its field's name."""

from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from chassis.kernel import Personal, is_storable
from services.evaluation.domain.errors import ChoiceUnknown, TextUnreadable

Choice = TypeVar("Choice", bound=StrEnum)
LONGEST_TEXT = 4000


def read_choice(field: str, raw: str, choices: type[Choice]) -> Choice:
    try:
        return choices(raw)
    except ValueError:
        raise ChoiceUnknown(field=field, choices=", ".join(choices)) from None


def read_text(field: str, raw: str, *, key: UUID) -> Personal:
    """An order names no person; free words might, so they are sealed under the order's key."""
    text = raw.strip()
    if not text or len(text) > LONGEST_TEXT or not is_storable(text):
        raise TextUnreadable(field=field, most=LONGEST_TEXT)
    return Personal(key, text)
