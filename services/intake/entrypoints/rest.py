"""Intake over HTTP, for those who work there: translate, call one use case, translate back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from chassis.coalesce import Coalesced
from chassis.kernel import Once, Principal, Refusal
from chassis.pages import next_token, page
from chassis.rest import Actor, PageSize, PageToken, language_of, wired
from law.calendar import day_of
from services.intake import usecases
from services.intake.domain.matter import Matter
from services.intake.entrypoints.forms import (
    AssignmentForm,
    GroundForm,
    ObjectionDecisionForm,
    PetitionForm,
    PetitionsForm,
    RecipientsForm,
)
from services.intake.entrypoints.views import (
    AlreadyView,
    HiddenView,
    MatterLineView,
    MatterPage,
    MatterView,
    OutcomesView,
    OutcomeView,
    Reader,
    RegisteredView,
)
from services.intake.queries import Filters, Queries, Shown
from services.intake.usecases import AlreadyRegistered, Ports, Submission
from services.intake.usecases.register_petitions import Outcome

router = APIRouter(prefix="/v1")


@dataclass(frozen=True, slots=True)
class Intake:
    """What the doors of intake need; service.py puts it there."""

    ports: Ports
    queries: Queries
    door: Coalesced[Submission, Outcome]

    async def matter_view(self, actor: Principal, matter_id: UUID, language: str) -> MatterView:
        shown = await self.queries.get_matter(actor, matter_id)
        return MatterView.of(shown, self.reader(actor, language))

    def reader(self, actor: Principal, language: str) -> Reader:
        calendar = self.ports.rulebooks.calendar(actor.jurisdiction)
        return Reader(actor, language, day_of(self.ports.now()), calendar)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, and how they are answered."""

    actor: Principal
    intake: Intake
    reader: Reader
    response: Response

    @property
    def ports(self) -> Ports:
        return self.intake.ports

    def show(self, shown: Shown) -> MatterView:
        self.response.headers["ETag"] = f'"{shown.matter.version}"'
        return MatterView.of(shown, self.reader)

    async def done(self, matter: Matter) -> MatterView | HiddenView:
        """The matter as the caller may see it after what they did."""
        shown = await self.intake.queries.find_matter(self.actor, matter.id)
        if shown is None:
            return HiddenView(id=matter.id, version=matter.version)
        return self.show(shown)


Here = Annotated[Intake, wired("intake")]


def _caller(request: Request, response: Response, actor: Actor, intake: Here) -> Caller:
    return Caller(actor, intake, intake.reader(actor, language_of(request)), response)


By = Annotated[Caller, Depends(_caller)]
Answer = MatterView | HiddenView


@router.post("/petitions", status_code=201, operation_id="register_petition")
async def register_petition(form: PetitionForm, by: By) -> RegisteredView | AlreadyView:
    """Register one petition. When the door is busy, several share one commit.

    The query code is told once. Repeated with the same Idempotency-Key, the answer is the matter.
    """
    outcome = await by.intake.door(by.actor.jurisdiction, _submission(by.actor, form))
    if isinstance(outcome, Refusal):
        raise outcome
    if isinstance(outcome, AlreadyRegistered):
        by.response.status_code = 200
        return AlreadyView(id=outcome.matter_id)
    return RegisteredView.of(outcome, by.reader)


@router.post("/petitions:register", operation_id="register_petitions")
async def register_petitions(form: PetitionsForm, by: By) -> OutcomesView:
    """Register up to 1000 petitions in one commit; each is taken or refused alone."""
    rows = _submissions(by.actor, form.petitions)
    outcomes = await usecases.register_petitions(by.ports, by.actor.jurisdiction, rows)
    return OutcomesView(outcomes=[OutcomeView.of(outcome, by.reader) for outcome in outcomes])


@router.get("/matters", operation_id="list_matters")
async def list_matters(
    by: By,
    status: str = "",
    organ: str = "",
    desk: str = "",
    page_size: PageSize = 50,
    page_token: PageToken = "",
) -> MatterPage:
    """The matters you may see, newest first; those of one status, organ or desk if you ask so."""
    wanted = page(page_size, page_token, tuple[date, UUID])
    filters = Filters(status=status, organ=organ, desk=desk)
    lines = await by.intake.queries.list_matters(by.actor, wanted, filters)
    return MatterPage(
        matters=[MatterLineView.model_validate(line) for line in lines],
        next_page_token=next_token(lines, wanted, "received", "id"),
    )


@router.get("/matters/{matter_id}", operation_id="get_matter")
async def get_matter(matter_id: UUID, by: By) -> MatterView:
    """A matter with its texts, clocks and parties, the latter masked."""
    return by.show(await by.intake.queries.get_matter(by.actor, matter_id))


@router.post("/matters/{matter_id}:forward", operation_id="forward_matter")
async def forward_matter(matter_id: UUID, form: RecipientsForm, by: By) -> Answer:
    """Forward a matter (转送). Each organ answers for itself; no report is asked."""
    to = (form.lead, form.co_handlers)
    return await by.done(await usecases.forward_matter(by.ports, by.actor, matter_id, *to))


@router.post("/matters/{matter_id}:assign", operation_id="assign_matter")
async def assign_matter(matter_id: UUID, form: AssignmentForm, by: By) -> Answer:
    """Assign a matter (交办): with a deadline and a closing report that you approve."""
    to = (form.lead, form.co_handlers, form.days)
    return await by.done(await usecases.assign_matter(by.ports, by.actor, matter_id, *to))


@router.post("/matters/{matter_id}:accept", operation_id="accept_matter")
async def accept_matter(matter_id: UUID, by: By) -> Answer:
    """Accept a matter for your organ. Only this starts the 60 days; the notice stays due."""
    return await by.done(await usecases.accept_matter(by.ports, by.actor, matter_id))


@router.post("/matters/{matter_id}:object_to_assignment", operation_id="object_to_assignment")
async def object_to_assignment(matter_id: UUID, form: GroundForm, by: By) -> Answer:
    """Say that it is out of your organ's scope, within 5 working days. The sender decides."""
    ground = form.ground
    return await by.done(await usecases.object_to_assignment(by.ports, by.actor, matter_id, ground))


@router.post("/matters/{matter_id}:decide_objection", operation_id="decide_objection")
async def decide_objection(matter_id: UUID, form: ObjectionDecisionForm, by: By) -> Answer:
    """Decide an objection to a matter you gave: it comes back to you, or the organ keeps it."""
    return await by.done(
        await usecases.decide_objection(
            by.ports, by.actor, matter_id, form.organ, upheld=form.upheld, reason=form.reason
        )
    )


def _submission(actor: Principal, form: PetitionForm) -> Submission:
    return Submission(
        actor=actor,
        fields=form.fields(),
        requests=form.requests,
        parties=[party.told() for party in form.parties],
        source=form.source,
        external_id=form.external_id,
        history=form.history is not None,
    )


def _submissions(actor: Principal, forms: Sequence[PetitionForm]) -> list[Submission]:
    """Each row under a key of its own, so that a batch sent twice is refused and not doubled."""
    once = actor.once
    actors = [
        replace(actor, once=Once(f"{once.key}/{n}", once.request)) if once else actor
        for n in range(len(forms))
    ]
    return [_submission(*pair) for pair in zip(actors, forms, strict=True)]
