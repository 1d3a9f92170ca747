"""Red, yellow, blue: from which day on a running deadline changes its colour."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar, Literal

from pydantic import ConfigDict

from law.calendar import ONE_DAY
from law.rules import Count, Sourced


class Colour(StrEnum):
    RED = "red"
    YELLOW = "yellow"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Turns:
    """The first yellow, the first red and the first overdue day of one deadline."""

    yellow: date
    red: date
    overdue: date

    def colour(self, today: date) -> Colour:
        if today >= self.red:
            return Colour.RED
        return Colour.YELLOW if today >= self.yellow else Colour.BLUE


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysLeft(Sourced):
    """By the days left, due date minus today: `red` or fewer are red, `yellow` or fewer yellow."""

    red: Count
    yellow: Count

    def __post_init__(self) -> None:
        if self.yellow <= self.red:
            raise ValueError("yellow must begin before red: more days left")

    def turns(self, _: date, due: date) -> Turns:
        return Turns(due - timedelta(self.yellow), due - timedelta(self.red), due + ONE_DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareUsed(Sourced):
    """By the share of the time already used, in percent."""

    red: Count
    yellow: Count

    def __post_init__(self) -> None:
        if not self.yellow < self.red < 100:  # noqa: PLR2004 - a whole, in percent
            raise ValueError("yellow must begin before red, and red before 100 percent are used")

    def turns(self, started: date, due: date) -> Turns:
        length = (due - started).days
        yellow, red = (timedelta(-(-length * share // 100)) for share in (self.yellow, self.red))
        return Turns(started + yellow, started + red, due + ONE_DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours(Sourced):
    """How long a red case may wait for an answer before it is passed on to the deputy."""

    value: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched(Sourced):
    """The terms whose passing is somebody's fault. A right that lapses is none."""

    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerting:
    """Two policies are known; a place uses one of them."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    use: Literal["days", "percent"]
    days: DaysLeft
    percent: ShareUsed
    acknowledge: Hours
    watched: Watched

    def turns(self, started: date, due: date) -> Turns:
        policy = self.days if self.use == "days" else self.percent
        return policy.turns(started, due)

    def colour(self, started: date, due: date | None, today: date) -> Colour:
        """A deadline without a day, paused or set by no law, presses nobody: blue."""
        return Colour.BLUE if due is None else self.turns(started, due).colour(today)
