"""What alerts keeps of a matter for the statistics. Of a sealed one it keeps that it is sealed."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

OFFICE, ORGAN = "office", "organ"


@dataclass(frozen=True, slots=True)
class Rating:
    """A mark the petitioner gave to the office or to the organ."""

    of: str
    organ: str
    value: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    id: UUID
    version: int
    sealed: bool = False
    historical: bool = False
    status: str = ""
    desk: str = ""
    lead: str = ""
    channel: str = ""
    purpose: str = ""
    content: str = ""
    route: str = ""
    division: str = ""
    received: date | None = None
    registered: date | None = None
    closed: date | None = None
    resolution: str = ""
    items: int = 0
    evaluable: bool = False
    ratings: tuple[Rating, ...] = ()

    def counted(self, online: Collection[str]) -> tuple[tuple[str, str], ...]:
        """What it adds to the tallies of its day of registration: an organ, and a measure."""
        if self.sealed:
            return ()
        share = "registered.online" if self.channel in online else "registered.other"
        return ((self.desk, share), *sorted(self._evaluation()))

    def _evaluation(self) -> Iterator[tuple[str, str]]:
        """Office and organ are rated separately; whoever was given no mark counts once too."""
        marks = {(r.of, r.organ): r.value for r in sorted(self.ratings, key=lambda r: r.on)}
        for (of, organ), value in marks.items():
            yield organ, f"{of}.{value}"
        sides = {ORGAN: self.lead}
        if self.desk != self.lead:
            sides[OFFICE] = self.desk
        for of, organ in sides.items():
            if organ and not any(rated == of for rated, _ in marks):
                yield organ, f"{of}.{self._unrated()}"

    def _unrated(self) -> str:
        if not self.evaluable:
            return "not_evaluable"
        return "unrated" if self.closed else "open"
