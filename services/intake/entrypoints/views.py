"""What intake's REST answers look like."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis import masking
from chassis.kernel import Principal, Refusal
from law.calendar import Calendar
from law.clock import Clock
from services.intake.domain.assignment import Assignment
from services.intake.domain.document import Notice
from services.intake.domain.opinion import Opinion
from services.intake.domain.party import PartyRecord, PartyRef
from services.intake.entrypoints.allowed import allowed_to
from services.intake.queries import Shown
from services.intake.usecases import AlreadyRegistered, Registered

MASKS = {
    "name": masking.mask_name,
    "id_number": masking.mask_id_number,
    "credit_code": masking.mask_id_number,
    "phone": masking.mask_phone,
    "email": masking.mask_email,
    "address": masking.mask_address,
}


@dataclass(frozen=True, slots=True)
class Reader:
    """How a view is put: in which words, and what is late today."""

    language: str
    today: date
    calendar: Calendar


class View(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class ClockView(View):
    """A legal clock. `due` ends at 24:00 in Shanghai; `explanation` says how it comes about."""

    number: int
    term: str
    owner: str
    started: date
    due: date | None
    due_without_pauses: date | None
    stopped: date | None
    lapsed: bool
    late: bool
    provisional: bool
    explanation: str

    @classmethod
    def of(cls, clock: Clock, reader: Reader) -> Self:
        calendar = reader.calendar
        return cls(
            number=clock.number,
            term=clock.name,
            owner=clock.owner,
            started=clock.started,
            due=clock.due(calendar),
            due_without_pauses=clock.due_without_pauses(calendar) if clock.pauses else None,
            stopped=clock.stopped,
            lapsed=clock.lapsed,
            late=clock.is_late(reader.today, calendar),
            provisional=clock.is_provisional(calendar),
            explanation=clock.explain(calendar, reader.language),
        )


class ItemView(View):
    """One receipt: a letter, a visit, a call."""

    id: UUID
    channel: str
    received: date
    registered_at: datetime
    title: str | None
    body: str | None
    source: str
    external_id: str
    oral: bool
    read_back: bool
    people_count: int
    affected_count: int


class RequestView(View):
    number: int
    text: str | None


class PartyView(View):
    """A party as everybody sees it: masked. Opening a field needs a purpose and is recorded."""

    id: UUID
    kind: str
    role: str
    organ: str
    masked: dict[str, str]

    @classmethod
    def of(cls, party: PartyRef, record: PartyRecord | None, shown: Shown) -> Self:
        return cls(
            id=party.id,
            kind=party.kind,
            role=party.role,
            organ=party.organ,
            masked=masked(record, shown) if record else {},
        )


class ObjectionView(View):
    raised: date
    ground: str | None
    decided: date | None
    upheld: bool | None
    reason: str | None


class ExtensionView(View):
    days: int
    reason: str | None
    requested: date
    decided: date | None
    approved: bool | None
    notice_due: bool


class ReportView(View):
    """A closing report (办结报告)."""

    submitted: date
    text: str | None
    decided: date | None
    approved: bool | None
    reason: str | None


class AssignmentView(View):
    """One organ's part. Numbers name clocks of the matter."""

    organ: str
    lead: bool
    mode: str
    state: str
    given_by: str
    given: date
    accepted: date | None
    answered: date | None
    finished: date | None
    bounces: int
    clocks: list[int]
    objections: list[ObjectionView]
    extension: ExtensionView | None
    reports: list[ReportView]

    @classmethod
    def of(cls, part: Assignment, shown: Shown) -> Self:
        said, asked = shown.said, part.extension
        return cls(
            organ=part.organ,
            lead=part.lead,
            mode=part.mode,
            state=part.state,
            given_by=part.given_by,
            given=part.given,
            accepted=part.accepted,
            answered=part.answered,
            finished=part.finished,
            bounces=part.bounces,
            clocks=list(part.clocks()),
            objections=[
                ObjectionView(
                    raised=o.raised,
                    ground=said(o.ground),
                    decided=o.decided,
                    upheld=o.upheld,
                    reason=said(o.reason),
                )
                for o in part.objections
            ],
            extension=ExtensionView(
                days=asked.days,
                reason=said(asked.reason),
                requested=asked.requested,
                decided=asked.decided,
                approved=asked.approved,
                notice_due=asked.notice_due,
            )
            if asked
            else None,
            reports=[
                ReportView(
                    submitted=r.submitted,
                    text=said(r.text),
                    decided=r.decided,
                    approved=r.approved,
                    reason=said(r.reason),
                )
                for r in part.reports
            ],
        )


class ServiceView(View):
    """How a document reached the petitioner (送达), or that it did not."""

    method: str
    on: date
    outcome: str
    proof: UUID | None


class NoticeView(View):
    number: int
    kind: str
    organ: str
    issued: date
    text: str | None
    services: list[ServiceView]

    @classmethod
    def of(cls, notice: Notice, shown: Shown) -> Self:
        return cls(
            number=notice.number,
            kind=notice.kind,
            organ=notice.organ,
            issued=notice.issued,
            text=shown.said(notice.text),
            services=[ServiceView.model_validate(service) for service in notice.services],
        )


class ProvisionView(View):
    instrument: str
    article: str
    version: str


class AnswerView(View):
    """The answer to one request (Art. 32)."""

    request: int
    outcome: str
    facts: str | None
    evidence: str | None
    opinion: str | None
    provision: ProvisionView


class RemedyView(View):
    """Where, and within how many days of receipt, re-examination may be asked for."""

    organ: str
    days: int


class OpinionView(View):
    number: int
    organ: str
    issued: date
    answers: list[AnswerView]
    remedy: RemedyView
    services: list[ServiceView]

    @classmethod
    def of(cls, opinion: Opinion, shown: Shown) -> Self:
        said = shown.said
        return cls(
            number=opinion.number,
            organ=opinion.organ,
            issued=opinion.issued,
            answers=[
                AnswerView(
                    request=answer.request,
                    outcome=answer.outcome,
                    facts=said(answer.facts),
                    evidence=said(answer.evidence),
                    opinion=said(answer.opinion),
                    provision=ProvisionView.model_validate(answer.provision),
                )
                for answer in opinion.answers
            ],
            remedy=RemedyView.model_validate(opinion.remedy),
            services=[ServiceView.model_validate(service) for service in opinion.services],
        )


class AttachmentView(View):
    id: UUID
    name: str | None
    media_type: str
    size: int
    digest: str
    added: date


class RatingView(View):
    """Doubtful: given by a code that staff gave out anew after the answer. It is not counted."""

    of: str
    organ: str
    mark: str
    on: date
    doubtful: bool


class ReferralView(View):
    id: UUID
    dispute_kind: str
    referred_by: str
    referred: date
    status: str
    outcome: str


class HandOverView(View):
    """It left for the procedure the law has for it."""

    organ: str
    procedure: str
    to: str | None
    on: date
    notice: int


class VerdictView(View):
    """Closed is not resolved: what is recorded of the trouble itself."""

    resolution: str
    solved: str
    explained: str
    helped: str
    handled_by_law: str
    remark: str | None
    recorded: date
    evidence: list[UUID]


class MatterView(View):
    """A matter as its reader may see it. `may` lists the verbs they may use on it now."""

    id: UUID
    version: int
    status: str
    sealed: bool
    desk: str
    contact: str = Field(description="A post of people; empty until a person has classified it.")
    received: date
    registered_at: datetime
    closed: date | None
    purpose: str
    content: str
    route: str
    division: str
    simplified: bool
    urgent: bool
    historical: bool
    items: list[ItemView]
    requests: list[RequestView]
    parties: list[PartyView]
    clocks: list[ClockView]
    assignments: list[AssignmentView]
    notices: list[NoticeView]
    opinions: list[OpinionView]
    attachments: list[AttachmentView]
    verdict: VerdictView | None
    ratings: list[RatingView]
    referrals: list[ReferralView]
    hand_overs: list[HandOverView]
    linked_into: UUID | None
    split_from: UUID | None
    split_into: list[UUID]
    may: list[str]

    @classmethod
    def of(cls, shown: Shown, actor: Principal, reader: Reader) -> Self:
        matter, said = shown.matter, shown.said
        records = {record.id: record for record in shown.records}
        return cls(
            id=matter.id,
            version=matter.version,
            status=matter.status,
            sealed=matter.sealed,
            desk=matter.desk,
            contact=matter.contact,
            received=matter.received,
            registered_at=matter.registered_at,
            closed=matter.closed,
            purpose=matter.purpose,
            content=matter.content,
            route=matter.route,
            division=matter.division,
            simplified=matter.simplified,
            urgent=matter.urgent,
            historical=matter.historical,
            items=[
                ItemView(
                    id=item.id,
                    channel=item.channel,
                    received=item.received,
                    registered_at=item.registered_at,
                    title=said(item.title),
                    body=said(item.body),
                    source=item.source,
                    external_id=item.external_id,
                    oral=item.oral,
                    read_back=item.read_back,
                    people_count=item.people_count,
                    affected_count=item.affected_count,
                )
                for item in matter.items
            ],
            requests=[RequestView(number=r.number, text=said(r.text)) for r in matter.requests],
            parties=[PartyView.of(party, records.get(party.id), shown) for party in matter.parties],
            clocks=[ClockView.of(clock, reader) for clock in matter.clocks],
            assignments=[AssignmentView.of(part, shown) for part in matter.assignments],
            notices=[NoticeView.of(notice, shown) for notice in matter.notices],
            opinions=[OpinionView.of(opinion, shown) for opinion in matter.opinions],
            attachments=[
                AttachmentView(
                    id=file.id,
                    name=said(file.name),
                    media_type=file.media_type,
                    size=file.size,
                    digest=file.digest,
                    added=file.added,
                )
                for file in matter.attachments
            ],
            verdict=_verdict(shown),
            ratings=[RatingView.model_validate(rating) for rating in matter.ratings],
            referrals=[ReferralView.model_validate(r) for r in matter.referrals],
            hand_overs=[
                HandOverView(
                    organ=handed.organ,
                    procedure=handed.procedure,
                    to=said(handed.to),
                    on=handed.on,
                    notice=handed.notice,
                )
                for handed in matter.hand_overs
            ],
            linked_into=matter.linked_into,
            split_from=matter.split_from,
            split_into=matter.split_into,
            may=allowed_to(actor, matter),
        )


class HiddenView(View):
    """A matter that went out of sight with what was just done to it, or that its doer, a machine
    say, may not read."""

    id: UUID
    version: int
    sealed: bool = True


class MatterLineView(View):
    """A matter as lists show it."""

    id: UUID
    version: int
    status: str
    received: date
    desk: str
    channel: str
    purpose: str
    content: str
    route: str
    division: str
    closed: date | None
    sealed: bool
    title: str | None


class MatterPage(View):
    """Newest first. `next_page_token` is empty on the last page."""

    matters: list[MatterLineView]
    next_page_token: str


class FoundView(View):
    """A party that was found, in its role, and the matter it is party to."""

    party_id: UUID
    role: str
    matter: MatterLineView


class FoundPage(View):
    """The newest matter first. `next_page_token` is empty on the last page."""

    parties: list[FoundView]
    next_page_token: str


class AdviceView(View):
    """What the desk should tell the visitor. It hinders nothing."""

    code: str
    text: str


class RegisteredView(View):
    """A petition that was registered. The query code is told here and never again."""

    id: UUID
    version: int
    query_code: str
    clocks: list[ClockView]
    advice: list[AdviceView]

    @classmethod
    def of(cls, registered: Registered, reader: Reader) -> Self:
        matter = registered.matter
        return cls(
            id=matter.id,
            version=matter.version,
            query_code=registered.query_code,
            clocks=[ClockView.of(clock, reader) for clock in matter.clocks],
            advice=[
                AdviceView(code=advice.code, text=advice.say(reader.language))
                for advice in registered.advice
            ],
        )


class AlreadyView(View):
    """The same item of the same source was registered before, in this matter."""

    id: UUID
    already_registered: bool = True


class RefusalView(View):
    code: str
    detail: str
    params: dict[str, str]


class OutcomeView(View):
    """One row of a batch: registered, registered before, or refused."""

    registered: RegisteredView | None = None
    already: UUID | None = None
    refused: RefusalView | None = None

    @classmethod
    def of(cls, outcome: Registered | AlreadyRegistered | Refusal, reader: Reader) -> Self:
        if isinstance(outcome, Refusal):
            params = {name: str(value) for name, value in outcome.params.items()}
            said = outcome.say(reader.language)
            return cls(refused=RefusalView(code=outcome.code, detail=said, params=params))
        if isinstance(outcome, AlreadyRegistered):
            return cls(already=outcome.matter_id)
        return cls(registered=RegisteredView.of(outcome, reader))


class OutcomesView(View):
    """In the order of the rows."""

    outcomes: list[OutcomeView]


def masked(record: PartyRecord, shown: Shown) -> dict[str, str]:
    """Fields that name nobody by themselves are shown as they are."""
    said = {name: shown.said(text) for name, text in record.fields.items()}
    return {name: MASKS.get(name, _plain)(text) for name, text in said.items() if text}


def _plain(text: str) -> str:
    return text


def _verdict(shown: Shown) -> VerdictView | None:
    verdict = shown.matter.verdict
    if verdict is None:
        return None
    return VerdictView(
        resolution=verdict.resolution,
        solved=verdict.fourfold.solved,
        explained=verdict.fourfold.explained,
        helped=verdict.fourfold.helped,
        handled_by_law=verdict.fourfold.handled_by_law,
        remark=shown.said(verdict.remark),
        recorded=verdict.recorded,
        evidence=verdict.evidence,
    )


class SplitView(View):
    """What is left of the source, and the matters that came out of it with their query codes."""

    source: MatterView | HiddenView
    parts: list[RegisteredView]


class QueryCodeView(View):
    """A new query code. It is told here and never again."""

    id: UUID
    version: int
    query_code: str


class RevealedView(View):
    id: UUID
    fields: dict[str, str]


class DuplicateView(View):
    """Why it may be the same: `shared` of `sampled` word pieces, a party's number, the place."""

    matter: MatterLineView
    share: float
    shared: int
    sampled: int
    same_party: bool
    same_place: bool


class DuplicatesView(View):
    duplicates: list[DuplicateView]


class OptionView(View):
    code: str
    reasons: list[str]


class SuggestionView(View):
    """`clear` is the option that stands out, if one does; else `unclear` says why none does."""

    clear: str | None
    unclear: str | None
    options: list[OptionView]


class StepView(View):
    """One step of the way: registered, given, accepted, answered, served, closed …"""

    step: str
    on: date
    organ: str
    detail: str


class RevealView(View):
    """Who opened your data or looked for you by name or number, and for what."""

    at: datetime
    organ: str
    purpose: str | None


class OpenedView(View):
    """How often an organ opened your matter, or a file of it, on a day."""

    on: date
    organ: str
    times: int


class RenewalView(View):
    """Who gave out a new query code for your matter, and why. If it was not to you, say so.

    Late: after the answer. What is rated with such a code is kept and not counted."""

    on: date
    organ: str
    late: bool
    ground: str | None


class RatableView(View):
    of: str
    organ: str


class ProgressView(View):
    """What the petitioner sees. Nothing in it names anybody."""

    status: str
    received: date
    contact: str = Field(description="The post to turn to; empty while no person has taken it up.")
    steps: list[StepView]
    clocks: list[ClockView]
    resolution: str
    ratable: list[RatableView]
    reveals: list[RevealView]
    renewals: list[RenewalView]
    opened: list[OpenedView]


class CalendarView(View):
    """The year as it is now known. Due days it moves are recomputed within seconds."""

    year: int
    holidays: list[date]
    makeup_days: list[date]
