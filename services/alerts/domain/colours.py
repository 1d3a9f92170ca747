"""What a deadline looks like on a day: its colour, how it counts, and which day changes that."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Colour(StrEnum):
    RED = "red"
    YELLOW = "yellow"
    BLUE = "blue"
    PAUSED = "paused"  # stands still under a rule that says so: it has no due day now
    UNTIMED = "untimed"  # an owner and an age; the law sets no term
    UNWATCHED = "unwatched"  # a right that lapses: its passing is nobody's fault
    DONE = "done"


ON_BOARD = (Colour.RED, Colour.YELLOW, Colour.BLUE, Colour.PAUSED, Colour.UNTIMED)


class Outcome(StrEnum):
    """How a clock counts in the rates, in the rulebook's words."""

    DONE_IN_TIME = "done_in_time"
    DONE_LATE = "done_late"
    OPEN_IN_TIME = "open_in_time"
    OPEN_LATE = "open_late"
    UNTIMED = "untimed"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Look:
    """`turns` is the next day on which something of this changes by itself, if any."""

    colour: Colour
    outcome: Outcome
    overdue: bool
    turns: date | None
