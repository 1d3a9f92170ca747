"""What leaves the house in writing, and the record of how it reached the petitioner (送达)."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from chassis.kernel import Personal
from services.intake.domain.errors import ServedBeforeIssued
from services.intake.domain.states import Delivery, Method, NoticeKind

SERVED = frozenset({Delivery.RECEIVED, Delivery.REFUSED, Delivery.ADDRESS_UNCLEAR})
"""After these nothing is left to try; returned mail is sent again."""


@dataclass(frozen=True, slots=True)
class Service:
    method: Method
    on: date
    outcome: Delivery
    by: str
    proof: UUID | None = None

    @property
    def proves_receipt(self) -> bool:
        return self.outcome is Delivery.RECEIVED and self.proof is not None


@dataclass(kw_only=True)
class Document:
    """Numbered within its matter, whatever it is."""

    number: int
    organ: str
    issued: date
    services: list[Service] = field(default_factory=list)

    def serve(self, service: Service) -> None:
        if service.on < self.issued:
            raise ServedBeforeIssued(issued=self.issued)
        self.services.append(service)

    @property
    def is_served(self) -> bool:
        return any(service.outcome in SERVED for service in self.services)


@dataclass(kw_only=True)
class Notice(Document):
    kind: NoticeKind
    text: Personal
    clock: int | None = None
    """The clock whose duty it did."""
