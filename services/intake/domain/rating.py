"""What the petitioner thought of office and organ: given by query code, never by staff."""

from dataclasses import dataclass
from datetime import date

from services.intake.domain.states import Rated


@dataclass(frozen=True, slots=True)
class Rating:
    of: Rated
    organ: str
    mark: str
    on: date
    doubtful: bool = False
    """Given by a code that staff gave out anew after the answer: kept, shown, and not counted."""
