"""A matter left the petition procedure for the one the law has for it (Art. 31, routes 1 to 4)."""

from dataclasses import dataclass
from datetime import date

from chassis.kernel import Personal


@dataclass(frozen=True, slots=True)
class HandOver:
    organ: str
    procedure: str
    """One of the route's target procedures in the rulebook; its own law's terms run there."""
    to: Personal
    on: date
    notice: int
