"""Referrals, and the people who handle them, that mediation's tests talk about."""

from datetime import datetime
from uuid import UUID

from chassis.kernel import Principal
from services.mediation.domain import permissions
from services.mediation.domain.committees import CENTRE
from services.mediation.domain.conclusion import Report
from services.mediation.domain.consent import Declaration, Manner, Side
from services.mediation.domain.facts import Offer
from services.mediation.domain.referral import Referral
from tests.builders import NOON, RULES, a_principal, an_id

MEDIATING = frozenset(
    {permissions.ACCEPT_REFERRALS, permissions.CONCLUDE_MEDIATIONS, permissions.REPLAY_JOURNAL}
)
READING = frozenset({permissions.READ_OWN})


def a_mediator(jurisdiction: str = "420881") -> Principal:
    return a_principal(CENTRE, jurisdiction, MEDIATING)


def a_referrer(jurisdiction: str = "420881") -> Principal:
    return a_principal("petition-bureau", jurisdiction, READING)


MEDIATOR = a_mediator()


def consents() -> list[Declaration]:
    day = NOON.date()
    return [Declaration(side, Manner.SIGNED, day, "mediation-centre/clerk") for side in Side]


def an_offer(matter: UUID | None = None) -> Offer:
    return Offer(an_id(), matter or an_id(), "labour", "petition-bureau")


def a_referral(
    jurisdiction: str = "420881",
    *,
    offer: Offer | None = None,
    sealed: bool = False,
    now: datetime = NOON,
) -> Referral:
    return Referral.receive(
        offer or an_offer(),
        jurisdiction=jurisdiction,
        sealed=sealed,
        rules=RULES,
        by=a_mediator(jurisdiction),
        now=now,
    )


def an_accepted_referral(jurisdiction: str = "420881", now: datetime = NOON) -> Referral:
    referral = a_referral(jurisdiction, now=now)
    referral.accept("labour", consents(), rules=RULES, by=a_mediator(jurisdiction), now=now)
    return referral


FAILED = Report(outcome="failed", ending="gap_too_wide", remedies=["litigation", "arbitration"])
