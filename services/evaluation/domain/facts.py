"""What can happen to an order and to a suggestion. Each name is a line in its journal."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from chassis.kernel import Fact, Personal


class Mode(StrEnum):
    """How an organ is pressed. The joint conference's instruments (Art. 39) are not among them."""

    PHONE = "phone"
    LETTER = "letter"
    INTERVIEW = "interview"
    ON_SITE = "on_site"
    JOINT = "joint"


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionRaised(Fact):
    matter: UUID
    organ: str
    trigger: str
    params: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionTaken(Fact):
    order: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionDismissed(Fact):
    reason: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionForgotten(Fact):
    """Its matter turned out to be an accusation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderIssued(Fact):
    year: int
    number: int
    matter: UUID
    organ: str
    trigger: str
    mode: Mode
    ground: Personal | None
    suggestion: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAnswered(Fact):
    statement: Personal
    measures: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReturned(Fact):
    reason: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderClosed(Fact): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ClocksRecomputed(Fact):
    """A calendar was published: these clocks end on another day, or for certain now."""

    year: int
    clocks: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSealed(Fact):
    """Its matter turned out to be an accusation: the supervisors and the organ, nobody else."""
