"""What can happen to a referral. Each name is a line in its journal."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from chassis.kernel import Fact, Personal
from services.mediation.domain.conclusion import Conclusion, Remedy
from services.mediation.domain.consent import Declaration


class Ground(StrEnum):
    """Why the centre does not take a referral."""

    CONSENT_REFUSED = "consent_refused"
    NOT_MEDIABLE = "not_mediable"
    UNDER_WAY_ELSEWHERE = "under_way_elsewhere"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Offer:
    """What intake tells of a dispute: which matter, what kind. Nobody's name."""

    referral: UUID
    matter: UUID
    dispute_kind: str
    referred_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralReceived(Fact):
    offer: Offer
    sealed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralAccepted(Fact):
    committee: str
    consents: tuple[Declaration, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralDeclined(Fact):
    ground: Ground
    remark: Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentWithdrawn(Fact):
    withdrawal: Declaration


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralConcluded(Fact):
    conclusion: Conclusion


@dataclass(frozen=True, slots=True, kw_only=True)
class RemediesTold(Fact):
    remedies: tuple[Remedy, ...]
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ClocksRecomputed(Fact):
    """A calendar was published: these clocks end on another day, or for certain now."""

    year: int
    clocks: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralSealed(Fact):
    """The matter turned out to be an accusation: only the centre itself still sees this."""
