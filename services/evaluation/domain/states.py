"""The states of an order and of a suggestion, and the sets that verbs ask about."""

from enum import StrEnum


class State(StrEnum):
    ISSUED = "issued"
    ANSWERED = "answered"
    RETURNED = "returned"
    CLOSED = "closed"


ANSWERABLE = frozenset({State.ISSUED, State.RETURNED})
RETURNABLE = frozenset({State.ANSWERED})
CLOSABLE = frozenset({State.ANSWERED})
OPEN = frozenset({State.ISSUED, State.ANSWERED, State.RETURNED})


class Standing(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    DISMISSED = "dismissed"
    FORGOTTEN = "forgotten"
