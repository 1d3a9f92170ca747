"""One organ's part of a matter, with its own clocks, answers and way back to the sender."""

from dataclasses import dataclass, field
from datetime import date

from chassis.kernel import Personal
from services.intake.domain.errors import PartNotInState
from services.intake.domain.states import FINISHED, Mode, State


@dataclass(kw_only=True)
class Objection:
    """The organ says: out of our scope. The law gives the sender no term to decide it."""

    raised: date
    ground: Personal
    owner: str
    decided: date | None = None
    upheld: bool | None = None
    reason: Personal | None = None


@dataclass(kw_only=True)
class ExtensionRequest:
    days: int
    reason: Personal
    requested: date
    requested_by: str
    decided: date | None = None
    approved: bool | None = None
    told: int | None = None
    """The notice by which the petitioner learned of it."""

    @property
    def is_pending(self) -> bool:
        return self.decided is None

    @property
    def notice_due(self) -> bool:
        return bool(self.approved) and self.told is None


@dataclass(kw_only=True)
class ClosingReport:
    """办结报告: what an organ that was assigned a matter owes to whoever assigned it."""

    submitted: date
    text: Personal
    decided: date | None = None
    approved: bool | None = None
    reason: Personal | None = None


@dataclass(kw_only=True)
class Assignment:
    """Clocks are kept by the matter; here are their numbers."""

    organ: str
    lead: bool
    mode: Mode
    given_by: str
    given: date
    state: State = State.PENDING
    bounces: int = 0
    accepted: date | None = None
    answered: date | None = None
    finished: date | None = None
    notice: int | None = None
    objection: int | None = None
    acceptance: int | None = None
    decision: int | None = None
    handling: int | None = None
    report: int | None = None
    objections: list[Objection] = field(default_factory=list)
    extension: ExtensionRequest | None = None
    answers: list[int] = field(default_factory=list)
    reports: list[ClosingReport] = field(default_factory=list)

    @property
    def is_finished(self) -> bool:
        return self.state in FINISHED

    @property
    def was_told_to_keep_it(self) -> bool:
        return any(objection.upheld is False for objection in self.objections)

    @property
    def clocks(self) -> tuple[int, ...]:
        own = (
            self.notice,
            self.objection,
            self.acceptance,
            self.decision,
            self.handling,
            self.report,
        )
        return tuple(number for number in own if number is not None)

    def require(self, allowed: frozenset[State]) -> None:
        if self.state not in allowed:
            known = ", ".join(sorted(allowed))
            raise PartNotInState(organ=self.organ, state=self.state, allowed=known)

    def finish(self, state: State, on: date) -> None:
        self.state, self.finished = state, on
