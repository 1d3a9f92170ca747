"""A referral of a matter to mediation: both sides agreed, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Self
from uuid import UUID

from services.intake.domain import reading
from services.intake.domain.errors import ConsentMissing, DayInTheFuture
from services.intake.domain.states import ReferralStatus


class ConsentMethod(StrEnum):
    ORAL = "oral"
    WRITTEN = "written"
    RECORDED = "recorded"


SIDES = ("petitioner", "respondent")
LIVE = frozenset({ReferralStatus.OFFERED, ReferralStatus.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Consent:
    """One side agreed, on this day and in this way. Without both there is no referral (Art. 33)."""

    side: str
    on: date
    method: ConsentMethod


@dataclass(kw_only=True)
class Referral:
    id: UUID
    dispute_kind: str
    referred_by: str
    referred: date
    consents: list[Consent] = field(default_factory=list)
    status: ReferralStatus = ReferralStatus.OFFERED
    outcome: str = ""
    version: int = 0
    """Of the referral as mediation last told it; older news are passed over."""

    @property
    def is_live(self) -> bool:
        return self.status in LIVE


@dataclass(frozen=True, slots=True)
class Consents:
    """What the desk was told of both sides' will."""

    given: tuple[Consent, ...]

    @classmethod
    def read(cls, told: Mapping[str, str], today: date) -> Self:
        """Each side's day of consent, and how it was given: `petitioner`, `petitioner_method` …"""
        consents = []
        for side in SIDES:
            on = reading.day(told, side)
            if on is None:
                raise ConsentMissing(side=side)
            if on > today:
                raise DayInTheFuture(field=side)
            how = reading.word(told, f"{side}_method", ConsentMethod, default=ConsentMethod.ORAL)
            consents.append(Consent(side, on, how))
        return cls(tuple(consents))
