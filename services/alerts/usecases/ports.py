"""What alerts' use cases need from outside."""

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol
from uuid import UUID

from chassis.kernel import Principal
from law.rulebook import Rulebook
from services.alerts.domain.colours import Look
from services.alerts.domain.deadline import Deadline
from services.alerts.domain.delivery import Delivery
from services.alerts.domain.matter import Matter


@dataclass(frozen=True, slots=True)
class Seen:
    """A deadline and how it looked on a legal day."""

    deadline: Deadline
    look: Look
    day: date


class Board(Protocol):
    async def keep(self, seen: Sequence[Seen]) -> list[Seen]:
        """Replace what is older, ignore what is not newer, move the counts; what was taken."""

    async def keep_only(self, matter: UUID, numbers: Sequence[int]) -> None:
        """Forget the other deadlines of a matter."""

    async def stands(self, bands: str, today: date) -> bool:
        """Whether the colours are of these bands, and no deadline changes its look today."""

    async def turning(self, today: date, most: int) -> list[Deadline]:
        """Deadlines whose look changes today or should have changed before."""

    async def repaint(self, bands: str, today: date) -> None:
        """If the bands are not those the colours were made with, all deadlines turn today."""

    async def recount(self) -> int:
        """Count every open deadline anew as it looks, and mend the cells that said otherwise."""

    async def of(self, delivery: Delivery) -> Deadline | None:
        """The deadline a delivery is about, as it is now."""

    async def clear(self) -> None:
        """Forget every projection of the place; what was delivered to people stays."""


class Matters(Protocol):
    async def keep(self, matters: Sequence[Matter], online: Collection[str]) -> set[UUID]:
        """Replace what is older and move the tallies by the difference; what was taken."""


class Missed(Protocol):
    async def tell(self, deadlines: Sequence[Deadline], now: datetime) -> None:
        """Tell the others of each of these deadlines, once for good."""

    async def take_back(self, matter: UUID, version: int, now: datetime) -> None:
        """Let the stream lose what was told of a matter, if anything was."""


class Deliveries(Protocol):
    async def seal(self, matter: UUID, numbers: Sequence[int]) -> None:
        """Hide what was delivered for these clocks of a matter; forget the rest of it."""

    async def add(self, deliveries: Sequence[Delivery]) -> None:
        """Queue them; one that was raised before stays as it is."""

    async def save(self, delivery: Delivery) -> None:
        """Write one change; refused if somebody else changed it first."""

    async def get(self, delivery_id: UUID, actor: Principal) -> Delivery | None:
        """One that is addressed to the actor's post."""

    async def to_send(self, now: datetime, most: int) -> list[Delivery]: ...

    async def to_pass_on(self, now: datetime, most: int) -> list[Delivery]: ...

    async def is_answered(self, delivery: Delivery) -> bool:
        """Whether anybody along the chain has acknowledged this alarm."""


@dataclass(frozen=True, slots=True)
class Work:
    board: Board
    matters: Matters
    missed: Missed
    deliveries: Deliveries


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach a post now. Asked for when it is used, and never kept."""

    post: str
    kind: Literal["email", "sms", "webhook"]
    target: str

    def __repr__(self) -> str:
        return f"Contact({self.post}, {self.kind})"


class Contacts(Protocol):
    async def of(self, jurisdiction: str, organ: str, role: str) -> Sequence[Contact]: ...


class Messenger(Protocol):
    async def send(self, contact: Contact, title: str, body: str) -> str:
        """The reason why it could not be sent; empty when it was."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an owner says of one matter, referral or order."""

    deadlines: tuple[Deadline, ...]
    matter: Matter | None = None


class Owners(Protocol):
    async def require_all(self, jurisdiction: str) -> None:
        """Refused unless every owner answers: nothing is forgotten before it can be filled."""

    def replay(self, jurisdiction: str) -> AsyncIterator[Told]:
        """Everything the owners know of this place, from their journals."""


@dataclass(frozen=True, slots=True)
class Ports:
    transaction: Callable[[str], AbstractAsyncContextManager[Work]]
    rebuilding: Callable[[str], AbstractAsyncContextManager[Work]]
    """One commit during which nobody else moves the board: they are told to come again."""
    rules: Callable[[str], Rulebook]
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    contacts: Contacts
    messenger: Messenger
    owners: Owners
