"""What can happen to a matter. Each name is a line in its journal."""

from dataclasses import dataclass
from uuid import UUID

from chassis.kernel import Fact, Personal
from law.clock import Extension
from services.intake.domain.document import Service
from services.intake.domain.handover import HandOver
from services.intake.domain.history import History
from services.intake.domain.item import Item, Request
from services.intake.domain.opinion import Opinion
from services.intake.domain.party import PartyRef
from services.intake.domain.referral import Consent
from services.intake.domain.states import (
    DeskKind,
    NoticeKind,
    Rated,
    ReferralStatus,
)
from services.intake.domain.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterRegistered(Fact):
    item: Item
    requests: list[Request]
    parties: list[PartyRef]
    desk: str
    desk_kind: DeskKind
    rulebook: str
    history: History | None = None
    split_from: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterLinked(Fact):
    into: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsJoined(Fact):
    source: UUID
    items: list[Item]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterSplit(Fact):
    item: UUID
    into: list[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterClassified(Fact):
    purpose: str
    content: str
    route: str
    division: str
    simplified: bool
    urgent: bool
    requests: list[Request]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterSealed(Fact):
    readers: list[str]
    barred: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterUnsealed(Fact): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterForwarded(Fact):
    organ: str
    lead: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterAssigned(Fact):
    organ: str
    lead: bool
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterWithdrawn(Fact):
    """Taken back from an organ that may not have it."""

    organ: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterAccepted(Fact):
    organ: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterRefused(Fact):
    organ: str
    ground: str
    notice: int
    reason: Personal
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterHandedOver(Fact):
    """Routes r1 to r4: it left for a procedure of its own."""

    hand_over: HandOver


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentObjected(Fact):
    organ: str
    ground: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionUpheld(Fact):
    organ: str
    reason: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionRejected(Fact):
    organ: str
    reason: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeGiven(Fact):
    organ: str
    number: int
    kind: NoticeKind
    text: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRecorded(Fact):
    document: int
    service: Service


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRequested(Fact):
    organ: str
    days: int
    reason: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionApproved(Fact):
    organ: str
    extension: Extension


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionDeclined(Fact):
    organ: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionIssued(Fact):
    opinion: Opinion


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingReportSubmitted(Fact):
    organ: str
    text: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingReportApproved(Fact):
    organ: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingReportReturned(Fact):
    organ: str
    reason: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class PartClosed(Fact):
    organ: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterClosed(Fact): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionRecorded(Fact):
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactNamed(Fact):
    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterReferred(Fact):
    referral_id: UUID
    dispute_kind: str
    consents: list[Consent]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralOutcomeRecorded(Fact):
    referral_id: UUID
    status: ReferralStatus
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterRated(Fact):
    of: Rated
    organ: str
    mark: str
    doubtful: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryCodeRenewed(Fact):
    late: bool
    ground: Personal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentAdded(Fact):
    attachment_id: UUID
    name: Personal
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyRevealed(Fact):
    party_id: UUID
    purpose: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class PartiesFound(Fact):
    """Somebody looked for a person by this field, and these are the parties that bear it."""

    field: str
    purpose: Personal
    found: list[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClocksRecomputed(Fact):
    """A calendar was published: these clocks end on another day, or for certain now."""

    year: int
    clocks: list[int]
