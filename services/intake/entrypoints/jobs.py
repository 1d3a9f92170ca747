"""What intake does by itself, from time to time."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from law.calendar import Calendar
from services.intake.usecases import Ports, recompute_clocks


class Pending(Protocol):
    """A published year whose clocks are not all recomputed, and the calendar it replaced."""

    @property
    def jurisdiction(self) -> str: ...
    @property
    def year(self) -> int: ...
    @property
    def before(self) -> Calendar: ...


P = TypeVar("P", bound=Pending)


class Publications(Protocol[P]):
    async def pending(self) -> Sequence[P]: ...

    async def done(self, pending: P) -> None: ...


async def recompute_published(ports: Ports, publications: Publications[P]) -> None:
    """Cut off anywhere, it begins that year again: what has moved already moves no further."""
    for publication in await publications.pending():
        where, year = publication.jurisdiction, publication.year
        await recompute_clocks(ports, where, year, publication.before)
        await publications.done(publication)
