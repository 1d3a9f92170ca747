"""Matters over HTTP, from the door to the organ: translate, call one use case, translate back."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter

from chassis.kernel import Principal, Refusal
from chassis.pages import next_token, page
from chassis.rest import PageSize, PageToken
from services.intake import usecases
from services.intake.entrypoints.callers import Answer, By
from services.intake.entrypoints.forms import (
    AssignmentForm,
    ClassificationForm,
    GroundForm,
    LinkForm,
    ObjectionDecisionForm,
    PetitionForm,
    PetitionsForm,
    RecipientsForm,
    SplitForm,
)
from services.intake.entrypoints.views.lists import MatterLineView, MatterPage
from services.intake.entrypoints.views.matters import MatterView
from services.intake.entrypoints.views.registration import (
    AlreadyView,
    OutcomesView,
    OutcomeView,
    RegisteredView,
    SplitView,
)
from services.intake.queries import Filters
from services.intake.usecases import AlreadyRegistered, Submission
from services.intake.usecases.split_matter import Part

router = APIRouter(prefix="/v1", tags=["matters"])


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
    actors = by.rows(len(form.petitions))
    rows = [_submission(*row) for row in zip(actors, form.petitions, strict=True)]
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
    """A matter with its texts, clocks and parties, the latter masked. That you read it is kept."""
    shown = await by.intake.queries.get_matter(by.actor, matter_id)
    by.note(matter_id, "matter")
    return by.show(shown)


@router.post("/matters/{matter_id}:classify", operation_id="classify_matter")
async def classify_matter(matter_id: UUID, form: ClassificationForm, by: By) -> Answer:
    """Say what a matter is: purpose, content, route. An accusation is sealed by it at once."""
    said = (form.fields(), form.requests, form.respondents)
    return await by.done(await usecases.classify_matter(by.ports, by.actor, matter_id, *said))


@router.post("/matters/{matter_id}:link", operation_id="link_matter")
async def link_matter(matter_id: UUID, form: LinkForm, by: By) -> Answer:
    """Join a matter into an older one it repeats. Its items move, its deadlines end."""
    return await by.done(await usecases.link_matter(by.ports, by.actor, matter_id, form.into))


@router.post("/matters/{matter_id}:split", operation_id="split_matter")
async def split_matter(matter_id: UUID, form: SplitForm, by: By) -> SplitView:
    """Make several matters of an item that holds several. Each keeps the day of receipt."""
    parts = [Part(part.fields(), part.requests) for part in form.parts]
    split = await usecases.split_matter(by.ports, by.actor, matter_id, parts, form.item_id)
    parted = [RegisteredView.of(part, by.reader) for part in split.parts]
    return SplitView(source=await by.done(split.source), parts=parted)


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
    matter = await usecases.object_to_assignment(by.ports, by.actor, matter_id, form.ground)
    return await by.done(matter)


@router.post("/matters/{matter_id}:decide_objection", operation_id="decide_objection")
async def decide_objection(matter_id: UUID, form: ObjectionDecisionForm, by: By) -> Answer:
    """Decide an objection to a matter you gave: it comes back to you, or the organ keeps it."""
    matter = await usecases.decide_objection(
        by.ports, by.actor, matter_id, form.organ, upheld=form.upheld, reason=form.reason
    )
    return await by.done(matter)


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
