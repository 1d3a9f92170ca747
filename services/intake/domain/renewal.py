"""A query code that staff gave out anew: kept, and told to whom it is about."""

from dataclasses import dataclass
from datetime import date

from chassis.kernel import Personal


@dataclass(frozen=True, slots=True)
class Renewal:
    """Late: there was an answer already, which whoever gave the code out could mark with it."""

    on: date
    organ: str
    late: bool
    ground: Personal | None = None
