"""The whole matter, or that it went out of sight."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import AliasPath, Field

from chassis.kernel import Principal
from services.intake.entrypoints.allowed import allowed_to
from services.intake.entrypoints.views.assignments import AssignmentView
from services.intake.entrypoints.views.clocks import ClockView
from services.intake.entrypoints.views.documents import NoticeView, OpinionView
from services.intake.entrypoints.views.parties import PartyView
from services.intake.entrypoints.views.view import Reader, Said, View
from services.intake.queries import Shown

MADE = frozenset({"parties", "clocks", "may"})
"""Fields that are not simply those of the matter."""


class ItemView(View):
    """One receipt: a letter, a visit, a call."""

    id: UUID
    channel: str
    received: date
    registered_at: datetime
    title: Said
    body: Said
    source: str
    external_id: str
    oral: bool
    read_back: bool
    people_count: int
    affected_count: int


class RequestView(View):
    number: int
    text: Said


class AttachmentView(View):
    id: UUID
    name: Said
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
    to: Said
    on: date
    notice: int


class VerdictView(View):
    """Closed is not resolved: what is recorded of the trouble itself."""

    resolution: str
    solved: str = Field(validation_alias=AliasPath("fourfold", "solved"))
    explained: str = Field(validation_alias=AliasPath("fourfold", "explained"))
    helped: str = Field(validation_alias=AliasPath("fourfold", "helped"))
    handled_by_law: str = Field(validation_alias=AliasPath("fourfold", "handled_by_law"))
    remark: Said
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
        matter = shown.matter
        records = {record.id: record for record in shown.records}
        told = {name: getattr(matter, name) for name in cls.model_fields.keys() - MADE}
        told["parties"] = [PartyView.of(p, records.get(p.id), shown) for p in matter.parties]
        told["clocks"] = [ClockView.of(clock, reader) for clock in matter.clocks]
        told["may"] = allowed_to(actor, matter)
        return cls.model_validate(told, context=shown.said)


class HiddenView(View):
    """A matter that went out of sight with what was just done to it, or that its doer, a machine
    say, may not read."""

    id: UUID
    version: int
    sealed: bool = True
