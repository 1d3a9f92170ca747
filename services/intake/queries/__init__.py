"""What intake's screens read. No use case: selects behind the visibility predicate."""

from services.intake.queries.duplicates import Duplicate, DuplicateQueries
from services.intake.queries.matters import Filters, MatterLine, Shown
from services.intake.queries.progress import Progress, ProgressQueries, Reveal
from services.intake.queries.search import SearchQueries


class Queries(DuplicateQueries, ProgressQueries, SearchQueries):
    """All of them, as the doors use them."""


__all__ = [
    "Duplicate",
    "Filters",
    "MatterLine",
    "Progress",
    "Queries",
    "Reveal",
    "Shown",
]
