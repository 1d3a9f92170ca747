"""Identity over gRPC: translate, call one query, translate back."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from chassis.access import Access
from chassis.rpc import Call, parse_id, principal_of
from onedoor.identity.events.v1.organisation_events_pb2 import Organ
from onedoor.identity.v1 import identity_service_pb2 as pb
from onedoor.identity.v1.identity_service_pb2_grpc import IdentityServiceServicer
from services.identity.queries import Queries


@dataclass(frozen=True, slots=True)
class IdentityServicer(IdentityServiceServicer):
    queries: Queries
    access: Access

    async def ListOrgans(
        self,
        request: pb.ListOrgansRequest,  # noqa: ARG002 - there is nothing to ask but "all"
        context: Call,
    ) -> pb.ListOrgansResponse:
        actor = await principal_of(context, self.access)
        return pb.ListOrgansResponse(organs=await self.queries.told_organs(actor.jurisdiction))

    async def GetContacts(
        self, request: pb.GetContactsRequest, context: Call
    ) -> pb.GetContactsResponse:
        actor = await principal_of(context, self.access)
        wanted = [(one.organ, one.role) for one in request.organ_roles]
        found = await self.queries.contacts(actor, list(request.posts), wanted)
        return pb.GetContactsResponse(
            contacts=[
                pb.Contact(
                    person_id=str(line.person),
                    post=line.post.code,
                    organ=line.post.organ,
                    roles=line.post.roles,
                    name=line.name,
                    addresses=[
                        pb.Address(channel=channel, address=address)
                        for channel, address in line.addresses
                    ],
                )
                for line in found
            ]
        )

    async def Replay(
        self, request: pb.ReplayRequest, context: Call
    ) -> AsyncIterator[pb.ReplayResponse]:
        actor = await principal_of(context, self.access)
        after = parse_id(request.after_person_id) if request.after_person_id else None
        async for state in self.queries.replay(actor, after):
            if isinstance(state, Organ):
                yield pb.ReplayResponse(organ=state)
            else:
                yield pb.ReplayResponse(person=state)
