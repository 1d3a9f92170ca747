"""What evaluation's use cases need from outside."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from chassis.kernel import Principal
from law.calendar import Calendar
from law.publication import Publication
from law.rulebook import Rulebook
from services.evaluation.domain.order import Number, SupervisionOrder
from services.evaluation.domain.suggestion import Suggestion


@dataclass(frozen=True, slots=True)
class MatterKnown:
    """A matter as intake last told it: where it lies, and whether anything may be made of it.

    `version` 0 tells nothing but that there is such a matter.
    """

    matter: UUID
    version: int = 0
    organs: frozenset[str] = frozenset()
    historical: bool = False
    sealed: bool = False


class Matters(Protocol):
    async def meet(self, told: MatterKnown) -> MatterKnown:
        """Keep what is newer and give back what is known now; once sealed, always sealed.

        Events of one matter queue here, so that a suggestion cannot slip past its seal.
        """

    async def meet_all(self, told: Sequence[MatterKnown]) -> Mapping[UUID, MatterKnown]:
        """The same for many at once, by matter."""

    async def get(self, matter: UUID) -> MatterKnown:
        """Refused where the matter is unknown or sealed: the two look alike."""


class SuggestionStore(Protocol):
    async def find(self, suggestion_id: UUID) -> Suggestion | None: ...

    async def get(self, suggestion_id: UUID, *, seen_by: Principal) -> Suggestion: ...

    async def of_matter(self, matter: UUID) -> Sequence[Suggestion]: ...

    async def save(self, suggestion: Suggestion) -> None: ...


class OrderStore(Protocol):
    async def next_number(self, year: int) -> Number:
        """Those who issue in one place queue here until the first has committed."""

    async def open_order(self, matter: UUID, organ: str) -> SupervisionOrder | None: ...

    async def get(self, order_id: UUID, *, seen_by: Principal) -> SupervisionOrder: ...

    async def of_matter(self, matter: UUID) -> Sequence[SupervisionOrder]: ...

    async def with_open_clocks(self, after: UUID | None, limit: int) -> Sequence[SupervisionOrder]:
        """In the order of their ids, those past `after`."""

    async def save(self, order: SupervisionOrder) -> None: ...


class Publications(Protocol):
    async def reached(self, publication: Publication, last: UUID | None) -> bool:
        """Up to whom it has been told; None when to all. False where another one replaced it."""


class Rulebooks(Protocol):
    def current(self, jurisdiction: str) -> Rulebook: ...
    def calendar(self, jurisdiction: str) -> Calendar: ...


@dataclass(frozen=True, slots=True)
class Work:
    """What one transaction may touch. Leaving it writes everything; an exception, nothing."""

    orders: OrderStore
    suggestions: SuggestionStore
    matters: Matters
    publications: Publications


@dataclass(frozen=True, slots=True)
class Ports:
    transaction: Callable[[Principal | str], AbstractAsyncContextManager[Work]]
    """For an actor, whose organ decides what is sealed to it; or, for the machinery, a place."""
    rulebooks: Rulebooks
    now: Callable[[], datetime]
    new_id: Callable[[datetime], UUID]


@dataclass(frozen=True, slots=True)
class ConsumerPorts:
    """One event's: its claim and its effect are one commit."""

    jurisdiction: str
    transaction: Callable[[], AbstractAsyncContextManager[Work]]
    rulebooks: Rulebooks
    now: Callable[[], datetime]
