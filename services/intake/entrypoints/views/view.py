"""How a view is put: for whom, and out of what."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationInfo

from chassis.kernel import Personal
from law.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Reader:
    """How a view is put: in which words, and what is late today."""

    language: str
    today: date
    calendar: Calendar


class View(BaseModel):
    """Read off what it shows, field by field; the context opens the texts in it."""

    model_config = ConfigDict(from_attributes=True)


Open = Callable[[Personal], str | None]


def _opened(text: object, info: ValidationInfo[Open]) -> object:
    return info.context(text) if isinstance(text, Personal) else text


Said = Annotated[str | None, BeforeValidator(_opened)]
"""None where nothing was said, and where its key was destroyed."""
