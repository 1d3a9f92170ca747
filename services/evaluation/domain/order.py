"""A supervision order (督办): the petition bureau presses an organ to perform, and is answered."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID

from chassis.kernel import Actor, Aggregate, Personal, Principal, as_code
from law.calendar import day_of
from law.clock import Clock
from law.publication import Publication, touched
from law.rulebook import Rulebook
from services.evaluation.domain.errors import (
    NotTheIssuer,
    NotYourOrder,
    OrderNotInState,
    OrganNotInMatter,
    OwnOrgan,
)
from services.evaluation.domain.facts import (
    ClocksRecomputed,
    Mode,
    OrderAnswered,
    OrderClosed,
    OrderIssued,
    OrderReturned,
    OrderSealed,
)
from services.evaluation.domain.reading import read_choice, read_text
from services.evaluation.domain.states import ANSWERABLE, CLOSABLE, RETURNABLE, State
from services.evaluation.domain.triggers import read_trigger


@dataclass(frozen=True, slots=True)
class Number:
    """Counted by year: 督 2026-7."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the organ says, what it has done, and why it was sent back if it was."""

    statement: Personal
    measures: Personal
    at: datetime
    returned_for: Personal | None = None


@dataclass(frozen=True, slots=True)
class Addressee:
    """An organ with a part in a matter, as intake last told it."""

    matter: UUID
    organ: str
    organs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cause:
    """What an order rests on: a suggestion, or a ground its issuer writes."""

    trigger: str
    ground: str = ""
    suggestion: UUID | None = None


@dataclass(kw_only=True)
class SupervisionOrder(Aggregate):
    kind: ClassVar[str] = "order"
    number: Number
    matter: UUID
    organ: str
    issuer: str
    trigger: str
    mode: Mode
    rulebook: str
    issued_at: datetime
    ground: Personal | None = None
    suggestion: UUID | None = None
    state: State = State.ISSUED
    sealed: bool = False
    clocks: list[Clock] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    @classmethod
    def issue(
        cls,
        order_id: UUID,
        number: Number,
        to: Addressee,
        cause: Cause,
        mode: str,
        *,
        rules: Rulebook,
        by: Principal,
        now: datetime,
    ) -> Self:
        """The organ must have a part in the matter, and cannot be the one that supervises."""
        if to.organ == by.organ:
            raise OwnOrgan(organ=to.organ)
        if to.organ not in to.organs:
            raise OrganNotInMatter(organ=as_code(to.organ), organs=", ".join(sorted(to.organs)))
        order = cls(
            jurisdiction=by.jurisdiction,
            id=order_id,
            number=number,
            matter=to.matter,
            organ=to.organ,
            issuer=by.organ,
            trigger=read_trigger(cause.trigger, rules),
            mode=read_choice("mode", mode, Mode),
            rulebook=rules.version,
            issued_at=now,
            ground=read_text("ground", cause.ground, key=order_id) if cause.ground else None,
            suggestion=cause.suggestion,
        )
        order._start("issued", rules, now)
        order.record(
            OrderIssued(
                year=number.year,
                number=number.number,
                matter=order.matter,
                organ=order.organ,
                trigger=order.trigger,
                mode=order.mode,
                ground=order.ground,
                suggestion=order.suggestion,
                by=by,
                at=now,
            )
        )
        return order

    def answer(self, statement: str, measures: str, *, by: Actor, now: datetime) -> None:
        if by.organ != self.organ:
            raise NotYourOrder(addressee=self.organ, organ=by.organ)
        self._require(ANSWERABLE)
        said = Answer(
            statement=read_text("statement", statement, key=self.id),
            measures=read_text("measures", measures, key=self.id),
            at=now,
        )
        self.answers.append(said)
        self.clocks[-1] = self.clocks[-1].stop(day_of(now))
        self.state = State.ANSWERED
        self.record(OrderAnswered(statement=said.statement, measures=said.measures, by=by, at=now))

    def return_(self, reason: str, *, rules: Rulebook, by: Actor, now: datetime) -> None:
        """The answer does not do: the organ has the same term again, on a clock of its own."""
        self._require_issuer(by)
        self._require(RETURNABLE)
        returned_for = read_text("reason", reason, key=self.id)
        self.answers[-1] = replace(self.answers[-1], returned_for=returned_for)
        self.state = State.RETURNED
        self._start("returned", rules, now)
        self.record(OrderReturned(reason=returned_for, by=by, at=now))

    def close(self, *, by: Actor, now: datetime) -> None:
        self._require_issuer(by)
        self._require(CLOSABLE)
        self.state = State.CLOSED
        self.record(OrderClosed(by=by, at=now))

    def recompute_clocks(self, publication: Publication, *, by: Actor, now: datetime) -> None:
        """Their due days follow from the calendar; what is kept is that they were told anew."""
        if numbers := touched(self.clocks, publication):
            self.record(ClocksRecomputed(year=publication.year, clocks=numbers, by=by, at=now))

    def seal(self, *, by: Actor, now: datetime) -> None:
        """Its clocks run on: sealing stops no duty. Told twice, it says nothing new."""
        if not self.sealed:
            self.sealed = True
            self.record(OrderSealed(by=by, at=now))

    def _start(self, cause: str, rules: Rulebook, now: datetime) -> None:
        number = len(self.clocks) + 1
        self.clocks.append(
            rules.clock(number, "supervision_answer", self.organ, cause, day_of(now))
        )

    def _require(self, allowed: frozenset[State]) -> None:
        if self.state not in allowed:
            raise OrderNotInState(state=self.state, needed=" / ".join(sorted(allowed)))

    def _require_issuer(self, by: Actor) -> None:
        if by.organ != self.issuer:
            raise NotTheIssuer(issuer=self.issuer, organ=by.organ)
