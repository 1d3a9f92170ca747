"""How a view is put: for whom, and out of what."""

from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict

from law.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Reader:
    """How a view is put: in which words, and what is late today."""

    language: str
    today: date
    calendar: Calendar


class View(BaseModel):
    model_config = ConfigDict(from_attributes=True)
