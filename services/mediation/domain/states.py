"""The states of a referral, and the sets that its verbs ask about."""

from enum import StrEnum


class State(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CONCLUDED = "concluded"


ACCEPTABLE = frozenset({State.OFFERED})
DECLINABLE = frozenset({State.OFFERED})
WITHDRAWABLE = frozenset({State.OFFERED, State.ACCEPTED})
OPEN = frozenset({State.OFFERED, State.ACCEPTED})
CONCLUDABLE = frozenset({State.ACCEPTED})
