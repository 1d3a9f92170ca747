"""What alerts says over the wires."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from law.rulebook import Rulebook
from services.alerts.domain.colours import ON_BOARD, Colour
from services.alerts.domain.delivery import Delivery, Role, State
from services.alerts.domain.rates import SMALLEST_CELL, Figure
from services.alerts.queries import BoardCell, DeadlineLine, DeliveryLine, Digest, Report


class CellView(BaseModel):
    """Open deadlines of one organ at one step in one colour; `overdue` ones are among the red."""

    organ: str
    term: str
    colour: Colour
    open: int
    overdue: int

    @classmethod
    def of(cls, cell: BoardCell) -> Self:
        return cls(
            organ=cell.organ,
            term=cell.term,
            colour=cell.colour,
            open=cell.open,
            overdue=cell.overdue,
        )


class BoardView(BaseModel):
    """The board of a legal day. `totals` are over the cells shown, by colour."""

    day: date
    totals: dict[Colour, int]
    overdue: int
    cells: list[CellView]

    @classmethod
    def of(cls, day: date, cells: Sequence[BoardCell]) -> Self:
        totals = dict.fromkeys(ON_BOARD, 0)
        for cell in cells:
            totals[cell.colour] += cell.open
        return cls(
            day=day,
            totals=totals,
            overdue=sum(cell.overdue for cell in cells),
            cells=[CellView.of(cell) for cell in cells],
        )


class DeadlineView(BaseModel):
    """One open deadline. Negative `days_left` is overdue; none where there is no due day."""

    kind: str
    subject: UUID
    number: int
    organ: str
    term: str
    started: date
    due: date | None
    due_without_pauses: date | None
    days_left: int | None
    colour: Colour
    overdue: bool
    provisional: bool
    historical: bool
    sealed: bool

    @classmethod
    def of(cls, line: DeadlineLine, today: date) -> Self:
        return cls(
            kind=line.kind,
            subject=line.subject,
            number=line.number,
            organ=line.organ,
            term=line.term,
            started=line.started,
            due=line.due,
            due_without_pauses=line.due_without_pauses,
            days_left=(line.due - today).days if line.due else None,
            colour=line.colour,
            overdue=line.overdue,
            provisional=line.provisional,
            historical=line.historical,
            sealed=line.sealed,
        )


class DeadlinePage(BaseModel):
    deadlines: list[DeadlineView]
    next_page_token: str


class DeliveryView(BaseModel):
    """One step of telling people that a deadline is red. No address is kept or shown.

    `step` 0 is the head of the organ, 1 the deputy, 2 the supervisor.
    """

    id: UUID
    kind: str
    subject: UUID
    number: int
    term: str
    owner: str
    due: date
    step: int
    organ: str
    role: Role
    post: str
    address_kind: str
    state: State
    reason: str
    attempts: int
    raised_at: datetime
    sent_at: datetime | None
    acknowledged_at: datetime | None
    passed_on_at: datetime | None

    @classmethod
    def of(cls, delivery: Delivery | DeliveryLine) -> Self:
        return cls.model_validate(delivery, from_attributes=True)


class DeliveryPage(BaseModel):
    deliveries: list[DeliveryView]
    next_page_token: str


class ExclusionView(BaseModel):
    """What was left out and why. `count` is none where the number would reveal a sealed matter."""

    reason: str
    count: int | None


class RateView(BaseModel):
    """A rate with all that is needed to compute it again.

    A `suppressed` one stands for fewer than five, or for the cell that would give those away.
    """

    name: str
    zh: str
    en: str
    formula: str
    numerator: int | None
    denominator: int | None
    percent: Decimal | None
    suppressed: bool
    exclusions: list[ExclusionView]
    parts: list["RateView"]

    @classmethod
    def of(cls, figure: Figure, rules: Rulebook, whole: str = "") -> Self:
        rate = rules.rates[whole or figure.name]
        return cls(
            name=figure.name,
            zh=rate.zh,
            en=rate.en,
            formula=figure.formula,
            numerator=figure.numerator,
            denominator=figure.denominator,
            percent=figure.percent,
            suppressed=figure.is_suppressed,
            exclusions=[ExclusionView(reason=e.reason, count=e.count) for e in figure.exclusions],
            parts=[cls.of(part, rules, whole or figure.name) for part in figure.parts],
        )


class CategoryView(BaseModel):
    """The rates of one first-level category of the content scheme; empty: not classified yet."""

    category: str
    rates: list[RateView]


class ReportView(BaseModel):
    """The five rates and the online share of a period, as they stood at `cut_off`.

    `historical` holds the same of matters brought over from another system; they are in no other
    figure. `rulebook` is the version whose formulas were used.
    """

    since: date
    until: date
    organ: str
    cut_off: datetime
    rulebook: str
    smallest_cell: int
    rates: list[RateView]
    historical: list[RateView]
    categories: list[CategoryView]

    @classmethod
    def of(cls, report: Report, rules: Rulebook) -> Self:
        def views(figures: Iterable[Figure]) -> list[RateView]:
            return [RateView.of(figure, rules) for figure in figures]

        return cls(
            since=report.period.since,
            until=report.period.until,
            organ=report.organ,
            cut_off=report.cut_off,
            rulebook=report.rulebook,
            smallest_cell=SMALLEST_CELL,
            rates=views(report.rates),
            historical=views(report.historical),
            categories=[
                CategoryView(category=category, rates=views(figures))
                for category, figures in sorted(report.categories.items())
            ],
        )


class RebuiltView(BaseModel):
    """How many matters, referrals and orders their owners told."""

    told: int


class DigestView(BaseModel):
    """SHA-256 over all derived rows; `disagreeing` counters differ from a full recount."""

    digest: str
    rows: int
    disagreeing: int

    @classmethod
    def of(cls, digest: Digest) -> Self:
        return cls(digest=digest.digest, rows=digest.rows, disagreeing=digest.disagreeing)
