"""The petitioner's door: no sign-in, a query code in the body, and no haste."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Request

from chassis.rest import language_of, wired
from chassis.throttle import Throttle
from law.calendar import day_of
from services.intake import usecases
from services.intake.domain.matter import Matter
from services.intake.domain.organs import Tree
from services.intake.domain.query_code import letters_of
from services.intake.domain.states import DeskKind, Mode, NoticeKind, Rated, State
from services.intake.entrypoints.callers import Here, Intake
from services.intake.entrypoints.forms import CodeForm, RatingForm
from services.intake.entrypoints.views.clocks import ClockView
from services.intake.entrypoints.views.progress import (
    OpenedView,
    ProgressView,
    RatableView,
    RenewalView,
    RevealView,
    StepView,
)
from services.intake.entrypoints.views.view import Reader
from services.intake.queries import Progress

router = APIRouter(prefix="/v1", tags=["petitioners"])

Act = StepView | RatableView | RevealView | OpenedView | RenewalView
PREFIX = 4


@dataclass(frozen=True, slots=True)
class Patience:
    """Guessing is slow from one address, and slow at one part of all codes from any."""

    address: Throttle = field(default_factory=lambda: Throttle("20 per minute"))
    prefix: Throttle = field(default_factory=lambda: Throttle("10 per minute"))

    def require(self, request: Request, code: str) -> None:
        self.address.require(request.client.host if request.client else "")
        self.prefix.require(letters_of(code)[:PREFIX])


Unhurried = Annotated[Patience, wired("patience")]


@router.post("/progress", operation_id="get_progress")
async def get_progress(
    form: CodeForm, request: Request, intake: Here, patience: Unhurried
) -> ProgressView:
    """The way of your matter: registered, given, accepted, answered; what is due, and when."""
    patience.require(request, form.code)
    place = intake.place(form.jurisdiction)
    return await _progress(place, form.code, request, intake)


@router.post("/progress:rate", operation_id="rate_matter")
async def rate_matter(
    form: RatingForm, request: Request, intake: Here, patience: Unhurried
) -> ProgressView:
    """Rate the office or an organ, once each, after the matter was closed. Nobody else can."""
    patience.require(request, form.code)
    place = intake.place(form.jurisdiction)
    await usecases.rate_matter(intake.ports, place, form.code, form.of, form.organ, form.mark)
    return await _progress(place, form.code, request, intake)


async def _progress(place: str, code: str, request: Request, intake: Intake) -> ProgressView:
    progress = await intake.queries.get_progress(place, code)
    reader = await intake.reader(place, language_of(request))
    return _view(progress, reader, await intake.ports.organs.tree(place))


def _view(progress: Progress, reader: Reader, tree: Tree) -> ProgressView:
    matter = progress.matter
    steps = sorted(_steps(matter), key=lambda step: step.on)
    clocks = [ClockView.of(clock, reader) for clock in matter.clocks if clock.is_open]
    ratable = list(_ratable(matter, reader))
    reveals = [RevealView.model_validate(reveal) for reveal in progress.reveals]
    opened = [OpenedView.model_validate(opened) for opened in progress.opened]
    renewals = [RenewalView.model_validate(renewed) for renewed in progress.renewals]
    acts: tuple[Act, ...] = (*steps, *ratable, *reveals, *opened, *renewals)
    named = {act.organ for act in acts} | {clock.owner for clock in clocks}
    return ProgressView(
        status=matter.status,
        received=matter.received,
        contact=matter.contact,
        steps=steps,
        clocks=clocks,
        resolution=matter.verdict.resolution if matter.verdict else "",
        ratable=ratable,
        reveals=reveals,
        opened=opened,
        renewals=renewals,
        organs={code: tree.name(code) for code in sorted(named) if tree.exists(code)},
    )


def _steps(matter: Matter) -> Iterator[StepView]:
    first = matter.items[0]
    yield StepView(step="received", on=first.received, organ=matter.desk, detail=first.channel)
    registered = day_of(first.registered_at)
    yield StepView(step="registered", on=registered, organ=matter.desk, detail="")
    yield from _parts(matter)
    yield from _documents(matter)
    for handed in matter.hand_overs:
        yield StepView(
            step="handed_over", on=handed.on, organ=handed.organ, detail=handed.procedure
        )
    for referral in matter.referrals:
        by = referral.referred_by
        yield StepView(step="referred", on=referral.referred, organ=by, detail=referral.status)
    if matter.closed:
        yield StepView(step=matter.status, on=matter.closed, organ=matter.desk, detail="")


def _parts(matter: Matter) -> Iterator[StepView]:
    for part in matter.assignments:
        if part.mode is not Mode.OWN_DESK:
            yield StepView(step="given", on=part.given, organ=part.organ, detail=part.mode)
        if part.accepted:
            yield StepView(step="accepted", on=part.accepted, organ=part.organ, detail="")
        asked = part.extension
        if asked and asked.approved and asked.decided:
            detail = str(asked.days)
            yield StepView(step="extended", on=asked.decided, organ=part.organ, detail=detail)
        if part.finished:
            yield StepView(step=part.state, on=part.finished, organ=part.organ, detail="")


def _documents(matter: Matter) -> Iterator[StepView]:
    """That it was answered, and how each request fared; the words themselves are served."""
    for opinion in matter.opinions:
        outcomes = ", ".join(f"{answer.request}: {answer.outcome}" for answer in opinion.answers)
        yield StepView(step="answered", on=opinion.issued, organ=opinion.organ, detail=outcomes)
    for notice in matter.notices:
        step = "answered" if notice.kind is NoticeKind.REPLY else "told"
        yield StepView(step=step, on=notice.issued, organ=notice.organ, detail=notice.kind)
    for document in matter.documents():
        for service in document.services:
            detail = service.outcome
            yield StepView(step="served", on=service.on, organ=document.organ, detail=detail)


def _ratable(matter: Matter, reader: Reader) -> Iterator[RatableView]:
    """Who may still be rated, while the window is open."""
    window = next((c for c in matter.clocks if c.number == matter.rating_window), None)
    if window is None or window.is_late(reader.today, reader.calendar):
        return
    rated = {(rating.of, rating.organ) for rating in matter.ratings}
    known = [(Rated.OFFICE, matter.desk)] if matter.desk_kind is DeskKind.BUREAU else []
    closed = (part.organ for part in matter.assignments if part.state is State.CLOSED)
    known += [(Rated.ORGAN, organ) for organ in dict.fromkeys(closed)]
    yield from (RatableView(of=of, organ=organ) for of, organ in known if (of, organ) not in rated)
