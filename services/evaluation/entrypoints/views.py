"""What evaluation's REST requests and answers look like."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from law.calendar import Calendar
from law.clock import Clock
from services.evaluation.domain.order import SupervisionOrder
from services.evaluation.domain.suggestion import Suggestion
from services.evaluation.domain.triggers import say
from services.evaluation.queries import OrderRead, SuggestionRead
from services.evaluation.usecases import Demand


class OrderForm(BaseModel):
    """With `suggestion`, or with `matter`, `organ` and `ground` (and `trigger`, if not other)."""

    mode: str
    suggestion: UUID | None = None
    matter: UUID | None = None
    organ: str = ""
    ground: str = ""
    trigger: str = ""

    def demand(self) -> Demand:
        return Demand(
            mode=self.mode,
            suggestion=self.suggestion,
            matter=self.matter,
            organ=self.organ,
            ground=self.ground,
            trigger=self.trigger,
        )


class AnswerForm(BaseModel):
    statement: str
    measures: str


class ReasonForm(BaseModel):
    reason: str


class ClockView(BaseModel):
    number: int
    term: str
    owner: str
    started: date
    due: date | None
    stopped: date | None
    lapsed: bool
    explanation: str

    @classmethod
    def of(cls, clock: Clock, calendar: Calendar, language: str) -> Self:
        return cls(
            number=clock.number,
            term=clock.name,
            owner=clock.owner,
            started=clock.started,
            due=clock.due(calendar),
            stopped=clock.stopped,
            lapsed=clock.lapsed,
            explanation=clock.explain(calendar, language),
        )


class OrderView(BaseModel):
    id: UUID
    version: int
    number: str
    matter: UUID
    organ: str
    issuer: str
    trigger: str
    mode: str
    status: str
    issued_at: datetime
    suggestion: UUID | None
    clocks: list[ClockView]
    answers: int

    @classmethod
    def of(cls, order: SupervisionOrder, calendar: Calendar, language: str) -> Self:
        return cls(
            id=order.id,
            version=order.version,
            number=str(order.number),
            matter=order.matter,
            organ=order.organ,
            issuer=order.issuer,
            trigger=order.trigger,
            mode=order.mode,
            status=order.state,
            issued_at=order.issued_at,
            suggestion=order.suggestion,
            clocks=[ClockView.of(clock, calendar, language) for clock in order.clocks],
            answers=len(order.answers),
        )


class AnswerPaper(BaseModel):
    at: datetime
    statement: str | None
    measures: str | None
    returned_for: str | None


class OrderPaper(BaseModel):
    """An order with its words: the ground, and what the organ answered each time."""

    order: OrderView
    ground: str | None
    answers: list[AnswerPaper]

    @classmethod
    def of(cls, read: OrderRead, calendar: Calendar, language: str) -> Self:
        return cls(
            order=OrderView.of(read.order, calendar, language),
            ground=read.ground,
            answers=[
                AnswerPaper(
                    at=answer.at,
                    statement=words.statement,
                    measures=words.measures,
                    returned_for=words.returned_for,
                )
                for answer, words in zip(read.order.answers, read.answers, strict=True)
            ],
        )


class OrderPage(BaseModel):
    orders: list[OrderView]
    next_page_token: str


class SuggestionView(BaseModel):
    id: UUID
    version: int
    matter: UUID
    organ: str
    trigger: str
    params: dict[str, str]
    why: str
    raised_at: datetime
    standing: str
    order: UUID | None

    @classmethod
    def of(cls, suggestion: Suggestion, language: str) -> Self:
        return cls(
            id=suggestion.id,
            version=suggestion.version,
            matter=suggestion.matter,
            organ=suggestion.organ,
            trigger=suggestion.trigger,
            params=suggestion.params,
            why=say(suggestion.trigger, suggestion.organ, suggestion.params, language),
            raised_at=suggestion.raised_at,
            standing=suggestion.standing,
            order=suggestion.order,
        )


class SuggestionPaper(BaseModel):
    """A suggestion with the words in which it was dismissed, if it was."""

    suggestion: SuggestionView
    reason: str | None

    @classmethod
    def of(cls, read: SuggestionRead, language: str) -> Self:
        return cls(suggestion=SuggestionView.of(read.suggestion, language), reason=read.reason)


class SuggestionPage(BaseModel):
    suggestions: list[SuggestionView]
    next_page_token: str
