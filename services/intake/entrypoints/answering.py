"""Matters over HTTP, from the organ's answer to the end: one verb, one use case."""

from uuid import UUID

from fastapi import APIRouter

from services.intake import usecases
from services.intake.entrypoints.callers import Answer, By
from services.intake.entrypoints.forms import (
    ContactForm,
    ExtensionForm,
    HandOverForm,
    NoticeForm,
    OpinionForm,
    ReferralForm,
    RefusalForm,
    RenewalForm,
    ReportDecisionForm,
    ResolutionForm,
    RevealForm,
    ServiceForm,
    TextForm,
)
from services.intake.entrypoints.views.parties import RevealedView
from services.intake.entrypoints.views.registration import QueryCodeView

router = APIRouter(prefix="/v1", tags=["matters"])


@router.post("/matters/{matter_id}:refuse", operation_id="refuse_matter")
async def refuse_matter(matter_id: UUID, form: RefusalForm, by: By) -> Answer:
    """Do not accept (不予受理): on a ground of the rulebook, which names the remedy."""
    said = (form.ground, form.reason)
    return await by.done(await usecases.refuse_matter(by.ports, by.actor, matter_id, *said))


@router.post("/matters/{matter_id}:hand_over", operation_id="hand_over_matter")
async def hand_over_matter(matter_id: UUID, form: HandOverForm, by: By) -> Answer:
    """Hand a matter over to the procedure the law has for it (Art. 31, routes 1 to 4)."""
    said = (form.procedure, form.to, form.text, form.on)
    return await by.done(await usecases.hand_over_matter(by.ports, by.actor, matter_id, *said))


@router.post("/matters/{matter_id}:give_notice", operation_id="give_notice")
async def give_notice(matter_id: UUID, form: NoticeForm, by: By) -> Answer:
    """Tell the petitioner in writing: receipt, route, where to go, an extension, a reply."""
    said = (form.kind, form.text)
    return await by.done(await usecases.give_notice(by.ports, by.actor, matter_id, *said))


@router.post("/matters/{matter_id}:record_service", operation_id="record_service")
async def record_service(matter_id: UUID, form: ServiceForm, by: By) -> Answer:
    """Record how a notice or opinion reached the petitioner (送达), or that it did not."""
    said = (form.document, form.method, form.outcome, form.on, form.proof)
    return await by.done(await usecases.record_service(by.ports, by.actor, matter_id, *said))


@router.post("/matters/{matter_id}:request_extension", operation_id="request_extension")
async def request_extension(matter_id: UUID, form: ExtensionForm, by: By) -> Answer:
    """Ask the head of your organ for at most 30 more days, once (Art. 34)."""
    said = (form.days, form.reason)
    return await by.done(await usecases.request_extension(by.ports, by.actor, matter_id, *said))


@router.post("/matters/{matter_id}:approve_extension", operation_id="approve_extension")
async def approve_extension(matter_id: UUID, by: By) -> Answer:
    """Approve the extension as head of the organ. The petitioner must be told why."""
    return await by.done(await usecases.approve_extension(by.ports, by.actor, matter_id))


@router.post("/matters/{matter_id}:decline_extension", operation_id="decline_extension")
async def decline_extension(matter_id: UUID, by: By) -> Answer:
    """Decline the extension as head of the organ. The term stays as it was."""
    return await by.done(await usecases.decline_extension(by.ports, by.actor, matter_id))


@router.post("/matters/{matter_id}:issue_opinion", operation_id="issue_opinion")
async def issue_opinion(matter_id: UUID, form: OpinionForm, by: By) -> Answer:
    """Issue the handling opinion (处理意见书): each request answered for itself (Art. 32)."""
    answers = [answer.told() for answer in form.answers]
    matter = await usecases.issue_opinion(by.ports, by.actor, matter_id, answers, form.remedy)
    return await by.done(matter)


@router.post("/matters/{matter_id}:submit_closing_report", operation_id="submit_closing_report")
async def submit_closing_report(matter_id: UUID, form: TextForm, by: By) -> Answer:
    """Report to whoever assigned the matter (办结报告). They approve it or return it."""
    matter = await usecases.submit_closing_report(by.ports, by.actor, matter_id, form.text)
    return await by.done(matter)


@router.post("/matters/{matter_id}:decide_closing_report", operation_id="decide_closing_report")
async def decide_closing_report(matter_id: UUID, form: ReportDecisionForm, by: By) -> Answer:
    """Approve a closing report, which ends that organ's part, or return it with a reason."""
    matter = await usecases.decide_closing_report(
        by.ports, by.actor, matter_id, form.organ, approved=form.approved, reason=form.reason
    )
    return await by.done(matter)


@router.post("/matters/{matter_id}:close", operation_id="close_matter")
async def close_matter(matter_id: UUID, by: By) -> Answer:
    """Close your organ's part once its answer was served; with the last part, the matter."""
    return await by.done(await usecases.close_matter(by.ports, by.actor, matter_id))


@router.post("/matters/{matter_id}:record_resolution", operation_id="record_resolution")
async def record_resolution(matter_id: UUID, form: ResolutionForm, by: By) -> Answer:
    """Say whether the trouble itself is settled, with evidence. Closed is not resolved."""
    said = (form.fields(), form.evidence)
    return await by.done(await usecases.record_resolution(by.ports, by.actor, matter_id, *said))


@router.post("/matters/{matter_id}:name_contact", operation_id="name_contact")
async def name_contact(matter_id: UUID, form: ContactForm, by: By) -> Answer:
    """Name the one post the petitioner may turn to, whoever else works on it."""
    return await by.done(await usecases.name_contact(by.ports, by.actor, matter_id, form.post))


@router.post("/matters/{matter_id}:refer", operation_id="refer_matter")
async def refer_matter(matter_id: UUID, form: ReferralForm, by: By) -> Answer:
    """Offer the dispute to mediation, with the consent of both sides (Art. 33)."""
    said = (form.dispute_kind, form.consents())
    return await by.done(await usecases.refer_matter(by.ports, by.actor, matter_id, *said))


@router.post("/matters/{matter_id}:renew_query_code", operation_id="renew_query_code")
async def renew_query_code(
    matter_id: UUID, by: By, form: RenewalForm | None = None
) -> QueryCodeView:
    """Give the petitioner a new query code. The old one opens nothing from then on.

    After the answer a ground is needed, which the petitioner reads, and marks do not count."""
    ground = form.ground if form else ""
    renewed = await usecases.renew_query_code(by.ports, by.actor, matter_id, ground)
    return QueryCodeView(
        id=matter_id, version=renewed.matter.version, query_code=renewed.query_code
    )


@router.post("/matters/{matter_id}/parties/{party_id}:reveal", operation_id="reveal_party")
async def reveal_party(matter_id: UUID, party_id: UUID, form: RevealForm, by: By) -> RevealedView:
    """Open a party's data for a purpose. The petitioner sees who did so, when and why."""
    fields = await usecases.reveal_party(by.ports, by.actor, matter_id, party_id, form.purpose)
    return RevealedView(id=party_id, fields=dict(fields))
