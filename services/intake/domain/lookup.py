"""Looking for a person by name or number: for a stated purpose, and never without a trace.

Whoever finds somebody learns that they petition, as much as whoever opens their data does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID

from chassis.kernel import Actor, Aggregate, Personal
from services.intake.domain import reading
from services.intake.domain.errors import MaskedValue
from services.intake.domain.facts import PartiesFound
from services.intake.domain.party import STARS
from services.intake.domain.reading import MAX_FIELD

FIELDS = ("name", "phone", "id_number", "credit_code")
"""What is looked for exactly, as it was told."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What was sought is kept nowhere: who was found says it, and nobody else is concerned."""

    field: str
    value: str
    purpose: str

    @classmethod
    def read(cls, field: str, value: str, purpose: str) -> Self:
        sought = reading.required(value, "value", limit=MAX_FIELD)
        if not STARS.isdisjoint(sought):
            raise MaskedValue(part="value")
        return cls(
            field=reading.one_of(field, "field", FIELDS),
            value=sought,
            purpose=reading.required(purpose, "purpose", limit=MAX_FIELD),
        )


@dataclass(kw_only=True)
class Lookup(Aggregate):
    """One look for one person, and whom it found."""

    kind: ClassVar[str] = "lookup"

    field: str
    purpose: Personal
    found: list[UUID]
    organ: str
    looked_at: datetime

    @classmethod
    def of(
        cls,
        lookup_id: UUID,
        jurisdiction: str,
        sought: Sought,
        found: Sequence[UUID],
        *,
        by: Actor,
        now: datetime,
    ) -> Self:
        lookup = cls(
            jurisdiction=jurisdiction,
            id=lookup_id,
            field=sought.field,
            purpose=Personal(lookup_id, sought.purpose),
            found=list(found),
            organ=by.organ,
            looked_at=now,
        )
        lookup.record(
            PartiesFound(
                field=lookup.field, purpose=lookup.purpose, found=list(found), by=by, at=now
            )
        )
        return lookup
