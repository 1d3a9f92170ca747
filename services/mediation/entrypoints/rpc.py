"""Mediation over gRPC: translate, call one use case, translate back."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from uuid import UUID

from chassis.access import Access
from chassis.rpc import Call, parse_id, principal_of
from onedoor.mediation.events.v1 import referral_events_pb2 as events
from onedoor.mediation.v1 import mediation_service_pb2 as pb
from onedoor.mediation.v1.mediation_service_pb2_grpc import MediationServiceServicer
from services.mediation import usecases
from services.mediation.domain.conclusion import Report
from services.mediation.domain.referral import Referral
from services.mediation.queries import Queries
from services.mediation.usecases import Ports, Said

FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True)
class MediationServicer(MediationServiceServicer):
    ports: Ports
    queries: Queries
    access: Access
    told: Callable[[Referral], events.Referral]
    """A referral as the others know it from events."""

    async def AcceptReferral(
        self, request: pb.AcceptReferralRequest, context: Call
    ) -> pb.AcceptReferralResponse:
        actor = await principal_of(context, self.access)
        consents = [Said(c.side, c.manner, c.on) for c in request.consents]
        referral = await usecases.accept_referral(
            self.ports, actor, parse_id(request.referral_id), request.committee, consents
        )
        return pb.AcceptReferralResponse(referral=self.told(referral))

    async def ConcludeMediation(
        self, request: pb.ConcludeMediationRequest, context: Call
    ) -> pb.ConcludeMediationResponse:
        actor = await principal_of(context, self.access)
        report = Report(
            outcome=request.outcome,
            ending=request.ending,
            agreement=request.agreement,
            effective=request.effective,
            remedies=request.remedies,
            account=request.account,
        )
        referral = await usecases.conclude_mediation(
            self.ports, actor, parse_id(request.referral_id), report
        )
        return pb.ConcludeMediationResponse(referral=self.told(referral))

    async def GetReferral(
        self, request: pb.GetReferralRequest, context: Call
    ) -> pb.GetReferralResponse:
        actor = await principal_of(context, self.access)
        read = await self.queries.get_referral(actor, parse_id(request.referral_id))
        return pb.GetReferralResponse(referral=self.told(read.referral))

    async def Replay(
        self, request: pb.ReplayRequest, context: Call
    ) -> AsyncIterator[pb.ReplayResponse]:
        actor = await principal_of(context, self.access)
        after = parse_id(request.after_referral_id) if request.after_referral_id else FIRST
        async for referral in self.queries.replay(actor, after):
            yield pb.ReplayResponse(referral=self.told(referral))
