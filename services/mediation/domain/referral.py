"""A referral: a matter's dispute handed to the mediation centre, until it ends."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import ClassVar, Self
from uuid import UUID

from chassis.kernel import Actor, Aggregate, Personal
from law.calendar import day_of
from law.clock import Clock
from law.publication import Publication, touched
from law.rulebook import Rulebook
from services.mediation.domain.committees import CENTRE, known_committee
from services.mediation.domain.conclusion import (
    Conclusion,
    Ending,
    Outcome,
    Remedy,
    Report,
    read_remedies,
)
from services.mediation.domain.consent import Declaration, require_both
from services.mediation.domain.errors import (
    NothingToTell,
    NotYourReferral,
    ReferralNotInState,
    RemediesUntold,
)
from services.mediation.domain.facts import (
    ClocksRecomputed,
    ConsentWithdrawn,
    Ground,
    Offer,
    ReferralAccepted,
    ReferralConcluded,
    ReferralDeclined,
    ReferralReceived,
    ReferralSealed,
    RemediesTold,
)
from services.mediation.domain.reading import read_choice, read_text
from services.mediation.domain.states import (
    ACCEPTABLE,
    CONCLUDABLE,
    DECLINABLE,
    WITHDRAWABLE,
    State,
)


@dataclass(kw_only=True)
class Referral(Aggregate):
    """Its id is the one intake gave. Parties and their words stay in intake.

    The clocks' owner is the centre: the committees sit in it, and its head answers for them.
    """

    kind: ClassVar[str] = "referral"
    matter: UUID
    dispute_kind: str
    referred_by: str
    rulebook: str
    received: date
    centre: str = CENTRE
    state: State = State.OFFERED
    sealed: bool = False
    clocks: list[Clock] = field(default_factory=list)
    committee: str = ""
    accepted: date | None = None
    consents: tuple[Declaration, ...] = ()
    withdrawal: Declaration | None = None
    declined_for: Ground | None = None
    remark: Personal | None = None
    conclusion: Conclusion | None = None

    @classmethod
    def receive(
        cls,
        offer: Offer,
        *,
        jurisdiction: str,
        sealed: bool,
        rules: Rulebook,
        by: Actor,
        now: datetime,
    ) -> Self:
        referral = cls(
            jurisdiction=jurisdiction,
            id=offer.referral,
            matter=offer.matter,
            dispute_kind=offer.dispute_kind,
            referred_by=offer.referred_by,
            rulebook=rules.version,
            received=day_of(now),
            sealed=sealed,
        )
        referral._start("referral_answer", "referred", rules, now)
        referral.record(ReferralReceived(offer=offer, sealed=sealed, by=by, at=now))
        return referral

    def accept(
        self,
        committee: str,
        consents: Sequence[Declaration],
        *,
        rules: Rulebook,
        by: Actor,
        now: datetime,
    ) -> None:
        """A committee takes it. Without the consent of both sides nothing starts."""
        self._require(ACCEPTABLE, by)
        taken_by = known_committee(committee, rules)
        require_both(consents)
        self._stop(day_of(now))
        self.state, self.committee, self.accepted = State.ACCEPTED, taken_by, day_of(now)
        self.consents = tuple(consents)
        self._start("mediation", "accepted", rules, now)
        self.record(
            ReferralAccepted(committee=self.committee, consents=self.consents, by=by, at=now)
        )

    def decline(self, ground: str, remark: str, *, by: Actor, now: datetime) -> None:
        self._require(DECLINABLE, by)
        declined_for = read_choice("ground", ground, Ground)
        said = read_text("remark", remark, key=self.id)
        self.declined_for, self.remark = declined_for, said
        self._stop(day_of(now))
        self.state = State.DECLINED
        self.record(ReferralDeclined(ground=declined_for, remark=said, by=by, at=now))

    def withdraw_consent(
        self, withdrawal: Declaration, remedies: Sequence[str], *, by: Actor, now: datetime
    ) -> None:
        """One side may stop at any time, and that ends it: nothing may stand in its way.

        So the remedies may be told later; until then the referral owes them.
        """
        self._require(WITHDRAWABLE, by)
        conclusion = Conclusion(
            outcome=Outcome.WITHDRAWN,
            ending=Ending.CONSENT_WITHDRAWN,
            on=day_of(now),
            remedies=read_remedies(remedies),
        )
        self.withdrawal = withdrawal
        self.record(ConsentWithdrawn(withdrawal=withdrawal, by=by, at=now))
        self._conclude(conclusion, by=by, now=now)

    def conclude(self, report: Report, *, by: Actor, now: datetime) -> None:
        self._require(CONCLUDABLE, by)
        today = day_of(now)
        conclusion = report.read(key=self.id, accepted=self.accepted or today, today=today)
        self._conclude(conclusion, by=by, now=now)

    def tell_remedies(self, remedies: Sequence[str], *, by: Actor, now: datetime) -> None:
        """人民调解法 Art. 26, caught up after a mediation that one side stopped."""
        self._require(frozenset({State.CONCLUDED}), by)
        if self.conclusion is None or not self.conclusion.owes_remedies:
            raise NothingToTell
        told = read_remedies(remedies)
        if not told:
            raise RemediesUntold(remedies=", ".join(Remedy))
        self.conclusion = replace(self.conclusion, remedies=told)
        self.record(RemediesTold(remedies=told, on=day_of(now), by=by, at=now))

    def recompute_clocks(self, publication: Publication, *, by: Actor, now: datetime) -> None:
        """Their due days follow from the calendar; what is kept is that they were told anew."""
        if numbers := touched(self.clocks, publication):
            self.record(ClocksRecomputed(year=publication.year, clocks=numbers, by=by, at=now))

    def seal(self, *, by: Actor, now: datetime) -> None:
        """Told twice, it says nothing new."""
        if not self.sealed:
            self.sealed = True
            self.record(ReferralSealed(by=by, at=now))

    def _conclude(self, conclusion: Conclusion, *, by: Actor, now: datetime) -> None:
        if conclusion.outcome is Outcome.WITHDRAWN:
            self.clocks[-1] = self.clocks[-1].lapse(day_of(now))
        else:
            self._stop(day_of(now))
        self.state, self.conclusion = State.CONCLUDED, conclusion
        self.record(ReferralConcluded(conclusion=conclusion, by=by, at=now))

    def _require(self, allowed: frozenset[State], by: Actor) -> None:
        if by.organ != self.centre:
            raise NotYourReferral(centre=self.centre, organ=by.organ)
        if self.state not in allowed:
            raise ReferralNotInState(state=self.state, needed=" / ".join(sorted(allowed)))

    def _start(self, term: str, cause: str, rules: Rulebook, now: datetime) -> None:
        number = len(self.clocks) + 1
        self.clocks.append(rules.clock(number, term, self.centre, cause, day_of(now)))

    def _stop(self, on: date) -> None:
        self.clocks[-1] = self.clocks[-1].stop(on)
