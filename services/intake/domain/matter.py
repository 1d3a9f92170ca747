"""A matter: what petitions are about, the organs it lies with, the clocks they run against.

What may be done to it stands beside it, one file for each step: registering, sorting, giving,
answering, closing, following_up.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from chassis.kernel import Actor, Aggregate, Personal, as_code
from law.clock import Clock
from law.rulebook import Rulebook
from services.intake.domain import clocks
from services.intake.domain.assignment import Assignment
from services.intake.domain.attachment import Attachment
from services.intake.domain.document import Document, Notice
from services.intake.domain.errors import (
    MatterNotClosed,
    MatterNotOpen,
    NoSuchAttachment,
    NoSuchDocument,
    NotYourAssignment,
    NotYourMatter,
)
from services.intake.domain.handover import HandOver
from services.intake.domain.item import Item, Request
from services.intake.domain.opinion import Opinion
from services.intake.domain.party import PartyRef
from services.intake.domain.rating import Rating
from services.intake.domain.referral import Referral
from services.intake.domain.renewal import Renewal
from services.intake.domain.states import (
    OPEN,
    DeskKind,
    NoticeKind,
    Status,
)
from services.intake.domain.verdict import Verdict


@dataclass(kw_only=True)
class Matter(Aggregate):
    kind: ClassVar[str] = "matter"

    rulebook: str
    desk: str
    desk_kind: DeskKind
    contact: str
    items: list[Item]
    status: Status = Status.REGISTERED
    parties: list[PartyRef] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    purpose: str = ""
    content: str = ""
    route: str = ""
    division: str = ""
    simplified: bool = False
    urgent: bool = False
    sealed: bool = False
    readers: list[str] = field(default_factory=list)
    barred: list[str] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    disposal: int | None = None
    passing: int | None = None
    assignments: list[Assignment] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    opinions: list[Opinion] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    verdict: Verdict | None = None
    ratings: list[Rating] = field(default_factory=list)
    rating_window: int | None = None
    hand_overs: list[HandOver] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)
    query_code_hash: str = ""
    renewals: list[Renewal] = field(default_factory=list)
    historical: bool = False
    closed: date | None = None
    linked_into: UUID | None = None
    split_from: UUID | None = None
    split_into: list[UUID] = field(default_factory=list)

    @property
    def received(self) -> date:
        return self.items[0].received

    @property
    def registered_at(self) -> datetime:
        return self.items[0].registered_at

    @property
    def live_parts(self) -> list[Assignment]:
        return [part for part in self.assignments if not part.is_finished]

    @property
    def lead(self) -> Assignment | None:
        return next((part for part in self.live_parts if part.lead), None)

    @property
    def awaits_disposal(self) -> bool:
        """The bureau has neither given it on nor ended it."""
        return self.disposal is not None and clocks.of(self.clocks, self.disposal).is_open

    @property
    def bounces(self) -> int:
        """How often an organ gave it back with the sender's consent."""
        objections = (o for part in self.assignments for o in part.objections)
        return sum(objection.upheld is True for objection in objections)

    @property
    def is_answered(self) -> bool:
        """There is something to be satisfied with, or not."""
        replies = (notice for notice in self.notices if notice.kind is NoticeKind.REPLY)
        return bool(self.opinions or self.closed or any(replies))

    @property
    def code_came_late(self) -> bool:
        """Staff held the code in hand when there was already something to mark."""
        return any(renewal.late for renewal in self.renewals)

    def part_of(self, organ: str) -> Assignment:
        """The part that lies with the organ; the latest, if it came back."""
        for part in reversed(self.assignments):
            if part.organ == organ:
                return part
        raise NotYourAssignment(organ=as_code(organ))

    def documents(self) -> Iterator[Document]:
        yield from self.notices
        yield from self.opinions

    def document(self, number: int) -> Document:
        for document in self.documents():
            if document.number == number:
                return document
        raise NoSuchDocument(number=number)

    def next_document(self) -> int:
        return len(self.notices) + len(self.opinions) + 1

    def issue_notice(
        self, kind: NoticeKind, text: str, *, by: Actor, on: date, clock: int | None = None
    ) -> Notice:
        notice = Notice(
            number=self.next_document(),
            organ=by.organ,
            issued=on,
            kind=kind,
            text=self.personal(text),
            clock=clock,
        )
        self.notices.append(notice)
        return notice

    def personal(self, text: str) -> Personal:
        """Words of this matter, sealed under its own key."""
        return Personal(self.id, text)

    def numbered(self, texts: Iterable[str]) -> list[Request]:
        return [Request(number, self.personal(text)) for number, text in enumerate(texts, 1)]

    def start(self, rules: Rulebook, name: str, owner: str, cause: str, on: date) -> int:
        return clocks.start(self.clocks, rules, name, owner, cause, on)

    def stop(self, on: date, *numbers: int | None) -> None:
        clocks.stop(self.clocks, on, *numbers)

    def lapse(self, on: date, *numbers: int | None) -> None:
        clocks.lapse(self.clocks, on, *numbers)

    def require_open(self) -> None:
        if self.status not in OPEN:
            raise MatterNotOpen(status=self.status)

    def require_closed(self) -> None:
        if self.status is not Status.CLOSED:
            raise MatterNotClosed(status=self.status)

    def require_desk(self, by: Actor) -> None:
        if by.organ != self.desk:
            raise NotYourMatter(organ=self.desk)

    def require_attachment(self, attachment_id: UUID) -> None:
        if all(attachment.id != attachment_id for attachment in self.attachments):
            raise NoSuchAttachment
