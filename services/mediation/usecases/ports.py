"""What mediation's use cases need from outside."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from chassis.kernel import Principal
from law.calendar import Calendar
from law.publication import Publication
from law.rulebook import Rulebook
from services.mediation.domain.referral import Referral


class ReferralStore(Protocol):
    async def find(self, referral_id: UUID) -> Referral | None:
        """Whoever may see it: for events, which have no reader."""

    async def of_matter(self, matter: UUID) -> Sequence[Referral]: ...

    async def get(self, referral_id: UUID, *, seen_by: Principal) -> Referral: ...

    async def with_open_clocks(self, after: UUID | None, limit: int) -> Sequence[Referral]:
        """In the order of their ids, those past `after`."""

    async def save(self, referral: Referral) -> None: ...


class Matters(Protocol):
    async def meet(self, matter: UUID, *, sealed: bool = False) -> bool:
        """Whether the matter is known to be sealed by now; once sealed, always sealed.

        Events of one matter queue here, so that a referral cannot slip past its seal.
        """


class Publications(Protocol):
    async def reached(self, publication: Publication, last: UUID | None) -> bool:
        """Up to whom it has been told; None when to all. False where another one replaced it."""


class Rulebooks(Protocol):
    def current(self, jurisdiction: str) -> Rulebook: ...
    def calendar(self, jurisdiction: str) -> Calendar: ...


@dataclass(frozen=True, slots=True)
class Work:
    """What one transaction may touch. Leaving it writes everything; an exception, nothing."""

    referrals: ReferralStore
    matters: Matters
    publications: Publications


@dataclass(frozen=True, slots=True)
class Ports:
    transaction: Callable[[Principal | str], AbstractAsyncContextManager[Work]]
    """For an actor, whose organ decides what is sealed to it; or, for the machinery, a place."""
    rulebooks: Rulebooks
    now: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class ConsumerPorts:
    """One event's: its claim and its effect are one commit."""

    jurisdiction: str
    transaction: Callable[[], AbstractAsyncContextManager[Work]]
    rulebooks: Rulebooks
    now: Callable[[], datetime]
