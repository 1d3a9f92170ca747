"""Mediation over HTTP: translate, call one use case, translate back."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request

from chassis.pages import next_token, page
from chassis.rest import Actor, PageSize, PageToken, language_of, wired
from services.mediation import usecases
from services.mediation.domain.referral import Referral
from services.mediation.domain.states import State
from services.mediation.entrypoints.views import (
    AcceptForm,
    CommitteeView,
    ConclusionForm,
    DeclineForm,
    ReferralPage,
    ReferralPaper,
    ReferralView,
    RemediesForm,
    WithdrawalForm,
)
from services.mediation.queries import Queries
from services.mediation.usecases import Ports

router = APIRouter(prefix="/v1")

MediationPorts = Annotated[Ports, wired("ports")]
MediationQueries = Annotated[Queries, wired("queries")]


@router.get("/committees")
async def list_committees(
    request: Request, actor: Actor, ports: MediationPorts
) -> list[CommitteeView]:
    """The committees that sit in your mediation centre, and the disputes each is for."""
    rules = ports.rulebooks.current(actor.jurisdiction)
    return CommitteeView.all_of(rules, language_of(request))


@router.get("/referrals")
async def list_referrals(
    request: Request,
    actor: Actor,
    ports: MediationPorts,
    queries: MediationQueries,
    status: State | None = None,
    matter: UUID | None = None,
    page_size: PageSize = 50,
    page_token: PageToken = "",
) -> ReferralPage:
    """The referrals you may see, newest first."""
    wanted = page(page_size, page_token, tuple[UUID])
    found = await queries.list_referrals(actor, wanted, status=status, matter=matter)
    views = [_view(request, ports, referral) for referral in found]
    return ReferralPage(referrals=views, next_page_token=next_token(found, wanted, "id"))


@router.get("/referrals/{referral_id}")
async def get_referral(
    referral_id: UUID,
    request: Request,
    actor: Actor,
    ports: MediationPorts,
    queries: MediationQueries,
) -> ReferralPaper:
    """One referral with its words."""
    read = await queries.get_referral(actor, referral_id)
    calendar = ports.rulebooks.calendar(actor.jurisdiction)
    return ReferralPaper.of(read, calendar, language_of(request))


@router.post("/referrals/{referral_id}:accept")
async def accept_referral(
    referral_id: UUID, form: AcceptForm, request: Request, actor: Actor, ports: MediationPorts
) -> ReferralView:
    """Take a referral into a committee, with the consent of both sides. The 30 days start."""
    consents = [consent.said() for consent in form.consents]
    referral = await usecases.accept_referral(ports, actor, referral_id, form.committee, consents)
    return _view(request, ports, referral)


@router.post("/referrals/{referral_id}:decline")
async def decline_referral(
    referral_id: UUID, form: DeclineForm, request: Request, actor: Actor, ports: MediationPorts
) -> ReferralView:
    """Do not take a referral, and say why. The matter goes on where it came from."""
    referral = await usecases.decline_referral(ports, actor, referral_id, form.ground, form.remark)
    return _view(request, ports, referral)


@router.post("/referrals/{referral_id}:withdraw_consent")
async def withdraw_consent(
    referral_id: UUID, form: WithdrawalForm, request: Request, actor: Actor, ports: MediationPorts
) -> ReferralView:
    """Record that one side wants no more mediation. It ends at once."""
    referral = await usecases.withdraw_consent(
        ports, actor, referral_id, form.said(), form.remedies
    )
    return _view(request, ports, referral)


@router.post("/referrals/{referral_id}:tell_remedies")
async def tell_remedies(
    referral_id: UUID, form: RemediesForm, request: Request, actor: Actor, ports: MediationPorts
) -> ReferralView:
    """Record which other ways both sides were told of, after one side stopped mediation."""
    referral = await usecases.tell_remedies(ports, actor, referral_id, form.remedies)
    return _view(request, ports, referral)


@router.post("/referrals/{referral_id}:conclude")
async def conclude_mediation(
    referral_id: UUID, form: ConclusionForm, request: Request, actor: Actor, ports: MediationPorts
) -> ReferralView:
    """End a mediation: agreed, failed with the other remedies told, or withdrawn."""
    referral = await usecases.conclude_mediation(ports, actor, referral_id, form.report())
    return _view(request, ports, referral)


def _view(request: Request, ports: Ports, referral: Referral) -> ReferralView:
    calendar = ports.rulebooks.calendar(referral.jurisdiction)
    return ReferralView.of(referral, calendar, language_of(request))
