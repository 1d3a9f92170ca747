"""The whole matter, or that it went out of sight."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from chassis.kernel import Principal
from services.intake.entrypoints.allowed import allowed_to
from services.intake.entrypoints.views.assignments import AssignmentView
from services.intake.entrypoints.views.clocks import ClockView
from services.intake.entrypoints.views.documents import NoticeView, OpinionView
from services.intake.entrypoints.views.parties import PartyView
from services.intake.entrypoints.views.view import Reader, View
from services.intake.queries import Shown


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
