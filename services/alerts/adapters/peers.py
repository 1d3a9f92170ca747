"""What alerts asks of the other services: whom to reach, and everything again for a rebuild."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

import grpc
from google.protobuf.message import Message
from grpc_health.v1 import health_pb2, health_pb2_grpc

from chassis.kernel import Unavailable
from chassis.notify import Address, Failed, Kind, Notifier
from chassis.peers import Metadata, Peers
from onedoor.evaluation.v1 import evaluation_service_pb2 as evaluation
from onedoor.evaluation.v1.evaluation_service_pb2_grpc import EvaluationServiceStub
from onedoor.identity.v1 import identity_service_pb2 as identity
from onedoor.identity.v1.identity_service_pb2_grpc import IdentityServiceStub
from onedoor.intake.v1 import intake_service_pb2 as intake
from onedoor.intake.v1.intake_service_pb2_grpc import IntakeServiceStub
from onedoor.mediation.v1 import mediation_service_pb2 as mediation
from onedoor.mediation.v1.mediation_service_pb2_grpc import MediationServiceStub
from services.alerts.usecases.ports import Contact, Told

CALL_SECONDS = 5
OWNERS = ("intake", "mediation", "evaluation")
CHANNELS: dict[str, Kind] = {"phone": "sms", "email": "email", "webhook": "webhook"}


@dataclass(frozen=True, slots=True)
class IdentityContacts:
    peers: Peers

    async def of(self, jurisdiction: str, organ: str, role: str) -> Sequence[Contact]:
        stub = IdentityServiceStub(self.peers.channel("identity"))
        wanted = identity.GetContactsRequest(
            organ_roles=[identity.OrganRole(organ=organ, role=role)]
        )
        metadata = await self.peers.metadata(jurisdiction)
        try:
            found = await stub.GetContacts(wanted, metadata=metadata, timeout=CALL_SECONDS)
        except grpc.aio.AioRpcError as fault:
            raise _away(self.peers, jurisdiction, "identity", fault) from fault
        return [
            Contact(contact.post, CHANNELS[address.channel], address.address)
            for contact in found.contacts
            for address in contact.addresses
            if address.channel in CHANNELS
        ]


@dataclass(frozen=True, slots=True)
class NotifierMessenger:
    notifier: Notifier

    async def send(self, contact: Contact, title: str, body: str) -> str:
        outcome = await self.notifier.send(Address(contact.kind, contact.target), title, body)
        return outcome.reason if isinstance(outcome, Failed) else ""


@dataclass(frozen=True, slots=True)
class ReplayingOwners:
    """`told_of` reads a state as an event of it is read."""

    peers: Peers
    told_of: Callable[[Message], Told]

    async def require_all(self, jurisdiction: str) -> None:
        await self.peers.metadata(jurisdiction)
        for owner in OWNERS:
            checks = health_pb2_grpc.HealthStub(self.peers.channel(owner))
            try:
                await checks.Check(health_pb2.HealthCheckRequest(), timeout=CALL_SECONDS)
            except grpc.aio.AioRpcError as fault:
                raise Unavailable(part=owner) from fault

    async def replay(self, jurisdiction: str) -> AsyncIterator[Told]:
        for owner, states in {
            "intake": self._matters,
            "mediation": self._referrals,
            "evaluation": self._orders,
        }.items():
            try:
                async for state in states(await self.peers.metadata(jurisdiction)):
                    yield self.told_of(state)
            except grpc.aio.AioRpcError as fault:
                raise _away(self.peers, jurisdiction, owner, fault) from fault

    async def _matters(self, metadata: Metadata) -> AsyncIterator[Message]:
        stub = IntakeServiceStub(self.peers.channel("intake"))
        async for matter in stub.Replay(intake.ReplayRequest(), metadata=metadata):
            which = matter.WhichOneof("state")
            yield matter.sealed if which == "sealed" else matter.matter

    async def _referrals(self, metadata: Metadata) -> AsyncIterator[Message]:
        stub = MediationServiceStub(self.peers.channel("mediation"))
        async for referral in stub.Replay(mediation.ReplayRequest(), metadata=metadata):
            yield referral.referral

    async def _orders(self, metadata: Metadata) -> AsyncIterator[Message]:
        stub = EvaluationServiceStub(self.peers.channel("evaluation"))
        async for order in stub.Replay(evaluation.ReplayRequest(), metadata=metadata):
            yield order.order


def _away(peers: Peers, jurisdiction: str, part: str, fault: grpc.aio.AioRpcError) -> Unavailable:
    if fault.code() is grpc.StatusCode.UNAUTHENTICATED:
        peers.forget(jurisdiction)
    return Unavailable(part=part)
