"""A red deadline told to a named post: who was told when, who answered, and to whom it went on."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Self
from uuid import UUID

from services.alerts.domain.deadline import Deadline, Kind

RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))
SUPERVISING_ORGAN = "petition-bureau"


class State(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    ACKNOWLEDGED = "acknowledged"
    PASSED_ON = "passed_on"
    WITHDRAWN = "withdrawn"


WAITING = frozenset({State.QUEUED, State.SENT, State.FAILED, State.PASSED_ON})


class Role(StrEnum):
    HEAD = "head"
    DEPUTY = "deputy"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True)
class Step:
    role: Role
    organ: str


def chain(owner: str, *, sealed: bool) -> tuple[Step, ...]:
    """Head of the organ, its deputy, the supervisor. What is sealed does not leave the organ."""
    inside = (Step(Role.HEAD, owner), Step(Role.DEPUTY, owner))
    return inside if sealed else (*inside, Step(Role.SUPERVISOR, SUPERVISING_ORGAN))


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """`post` is empty until somebody is found who holds the role. No address is ever kept.

    `copy` tells those apart who hold the same role: empty for the one that was raised, which it
    stays when its post is found, so that the same step is never raised a second time.
    `next_at` is when to try (again), `pass_at` when to pass on; none where nothing is to be done.
    """

    id: UUID
    kind: Kind
    subject: UUID
    number: int
    term: str
    owner: str
    due: date
    sealed: bool
    raised_at: datetime
    organ: str
    role: Role
    version: int = 1
    step: int = 0
    post: str = ""
    copy: str = ""
    address_kind: str = ""
    state: State = State.QUEUED
    reason: str = ""
    attempts: int = 0
    next_at: datetime | None = None
    pass_at: datetime | None = None
    sent_at: datetime | None = None
    acknowledged_at: datetime | None = None
    passed_on_at: datetime | None = None

    @classmethod
    def of(cls, deadline: Deadline, delivery_id: UUID, now: datetime) -> Self:
        """The first of a chain. Red is told of a due day once: a new day is a new alarm."""
        if deadline.due is None:
            raise ValueError("a deadline without a due day cannot turn red")
        first = chain(deadline.owner, sealed=deadline.sealed)[0]
        return cls(
            id=delivery_id,
            kind=deadline.kind,
            subject=deadline.subject,
            number=deadline.number,
            term=deadline.term,
            owner=deadline.owner,
            due=deadline.due,
            sealed=deadline.sealed,
            organ=first.organ,
            role=first.role,
            raised_at=now,
            next_at=now,
        )

    def is_about(self, deadline: Deadline | None) -> bool:
        """Whether the deadline it was raised for still presses: open, and due the same day."""
        return deadline is not None and deadline.is_open and deadline.due == self.due

    def to_post(self, post: str) -> Self:
        """Who it turned out to be for; kept together with what came of trying."""
        return replace(self, post=post)

    def beside(self, delivery_id: UUID, post: str) -> Self:
        """The same alarm for another post that holds the same role."""
        return replace(self, id=delivery_id, version=1, post=post, copy=post)

    def sent(self, address_kind: str, now: datetime, patience: timedelta) -> Self:
        return self._changed(
            state=State.SENT,
            address_kind=address_kind,
            reason="",
            attempts=self.attempts + 1,
            sent_at=now,
            next_at=None,
            pass_at=now + patience,
        )

    def failed(self, address_kind: str, reason: str, now: datetime) -> Self:
        """Tried again later and later; after the last attempt it is passed on at once."""
        again = self.attempts < len(RETRY_AFTER)
        return self._changed(
            state=State.FAILED,
            address_kind=address_kind,
            reason=reason,
            attempts=self.attempts + 1,
            next_at=now + RETRY_AFTER[self.attempts] if again else None,
            pass_at=None if again else now,
        )

    def unreachable(self, reason: str, now: datetime) -> Self:
        """Nobody holds the role, or no channel leads there: waiting would change nothing."""
        return self._changed(
            state=State.FAILED,
            reason=reason,
            attempts=self.attempts + 1,
            next_at=None,
            pass_at=now,
        )

    def acknowledged(self, now: datetime) -> Self:
        """Answered twice is answered; the first time stays."""
        if self.state is State.ACKNOWLEDGED:
            return self
        return self._changed(
            state=State.ACKNOWLEDGED, acknowledged_at=now, next_at=None, pass_at=None
        )

    def withdrawn(self, reason: str) -> Self:
        """The duty was done, or its day moved, before anybody was told."""
        return self._changed(state=State.WITHDRAWN, reason=reason, next_at=None, pass_at=None)

    def settled(self) -> Self:
        """Nothing is left to pass on: it was answered beside us, or the duty was done."""
        return self._changed(pass_at=None)

    def passed_on(self, next_id: UUID, now: datetime) -> tuple[Self, Self | None]:
        """This delivery, and the next of the chain; none at its end. A failure stays visible."""
        state = State.FAILED if self.state is State.FAILED else State.PASSED_ON
        steps = chain(self.owner, sealed=self.sealed)
        if self.step + 1 >= len(steps):
            return self.settled(), None
        following = steps[self.step + 1]
        done = self._changed(state=state, next_at=None, pass_at=None, passed_on_at=now)
        return done, replace(
            self,
            id=next_id,
            version=1,
            step=self.step + 1,
            organ=following.organ,
            role=following.role,
            post="",
            copy="",
            address_kind="",
            state=State.QUEUED,
            reason="",
            attempts=0,
            raised_at=now,
            next_at=now,
            pass_at=None,
            sent_at=None,
        )

    def _changed(self, **new: object) -> Self:
        return replace(self, version=self.version + 1, **new)  # type: ignore[arg-type]  # ours
