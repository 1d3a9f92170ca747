"""What mediation's REST requests and answers look like."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from law.calendar import Calendar
from law.clock import Clock
from law.rulebook import Rulebook
from services.mediation.domain.conclusion import Conclusion, Report
from services.mediation.domain.consent import Declaration
from services.mediation.domain.referral import Referral
from services.mediation.queries import ReferralRead
from services.mediation.usecases import Said


class ConsentForm(BaseModel):
    """What one side said: texts as they were handed in, read by the rules."""

    side: str
    manner: str
    on: str

    def said(self) -> Said:
        return Said(self.side, self.manner, self.on)


class AcceptForm(BaseModel):
    committee: str
    consents: list[ConsentForm] = Field(default_factory=list, max_length=10)


class DeclineForm(BaseModel):
    ground: str
    remark: str


class WithdrawalForm(ConsentForm):
    remedies: list[str] = Field(default_factory=list, max_length=10)


class ConclusionForm(BaseModel):
    outcome: str
    ending: str = ""
    agreement: str = ""
    effective: str = ""
    remedies: list[str] = Field(default_factory=list, max_length=10)
    account: str = ""

    def report(self) -> Report:
        return Report(
            outcome=self.outcome,
            ending=self.ending,
            agreement=self.agreement,
            effective=self.effective,
            remedies=self.remedies,
            account=self.account,
        )


class RemediesForm(BaseModel):
    remedies: list[str] = Field(max_length=10)


class ClockView(BaseModel):
    number: int
    term: str
    owner: str
    started: date
    due: date | None
    stopped: date | None
    lapsed: bool
    explanation: str

    @classmethod
    def of(cls, clock: Clock, calendar: Calendar, language: str) -> Self:
        return cls(
            number=clock.number,
            term=clock.name,
            owner=clock.owner,
            started=clock.started,
            due=clock.due(calendar),
            stopped=clock.stopped,
            lapsed=clock.lapsed,
            explanation=clock.explain(calendar, language),
        )


class ConsentView(BaseModel):
    side: str
    manner: str
    on: date
    recorded_by: str

    @classmethod
    def of(cls, said: Declaration) -> Self:
        return cls(side=said.side, manner=said.manner, on=said.on, recorded_by=said.recorded_by)


class AgreementView(BaseModel):
    kind: str
    effective: date


class ConclusionView(BaseModel):
    outcome: str
    ending: str
    on: date
    agreement: AgreementView | None
    remedies: list[str]
    remedies_owed: bool

    @classmethod
    def of(cls, ended: Conclusion) -> Self:
        agreed = ended.agreement
        return cls(
            outcome=ended.outcome,
            ending=ended.ending,
            on=ended.on,
            agreement=AgreementView(kind=agreed.kind, effective=agreed.effective)
            if agreed
            else None,
            remedies=list(ended.remedies),
            remedies_owed=ended.owes_remedies,
        )


class ReferralView(BaseModel):
    id: UUID
    version: int
    matter: UUID
    dispute_kind: str
    referred_by: str
    received: date
    status: str
    committee: str
    clocks: list[ClockView]
    consents: list[ConsentView]
    withdrawal: ConsentView | None
    declined_for: str | None
    conclusion: ConclusionView | None

    @classmethod
    def of(cls, referral: Referral, calendar: Calendar, language: str) -> Self:
        withdrawn, ended = referral.withdrawal, referral.conclusion
        return cls(
            id=referral.id,
            version=referral.version,
            matter=referral.matter,
            dispute_kind=referral.dispute_kind,
            referred_by=referral.referred_by,
            received=referral.received,
            status=referral.state,
            committee=referral.committee,
            clocks=[ClockView.of(clock, calendar, language) for clock in referral.clocks],
            consents=[ConsentView.of(consent) for consent in referral.consents],
            withdrawal=ConsentView.of(withdrawn) if withdrawn else None,
            declined_for=referral.declined_for,
            conclusion=ConclusionView.of(ended) if ended else None,
        )


class ReferralPaper(BaseModel):
    """A referral with its words: what was remarked on declining it, and how it went."""

    referral: ReferralView
    remark: str | None
    account: str | None

    @classmethod
    def of(cls, read: ReferralRead, calendar: Calendar, language: str) -> Self:
        view = ReferralView.of(read.referral, calendar, language)
        return cls(referral=view, remark=read.remark, account=read.account)


class ReferralPage(BaseModel):
    referrals: list[ReferralView]
    next_page_token: str


class CommitteeView(BaseModel):
    code: str
    name: str
    disputes: list[str]

    @classmethod
    def all_of(cls, rules: Rulebook, language: str) -> list[Self]:
        return [
            cls(code=code, name=known.said(language), disputes=list(known.disputes))
            for code, known in rules.committees.items()
        ]
