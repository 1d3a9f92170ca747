"""Alerts over gRPC: translate, call one use case or query, translate back."""

from dataclasses import dataclass

from chassis.access import Access
from chassis.rpc import Call, principal_of
from law.calendar import day_of
from onedoor.alerts.v1 import alerts_service_pb2 as pb
from onedoor.alerts.v1.alerts_service_pb2_grpc import AlertsServiceServicer
from services.alerts import usecases
from services.alerts.queries import BoardQueries, DigestQueries
from services.alerts.usecases import Ports


@dataclass(frozen=True, slots=True)
class AlertsServicer(AlertsServiceServicer):
    ports: Ports
    board: BoardQueries
    digest: DigestQueries
    access: Access

    async def GetBoard(self, request: pb.GetBoardRequest, context: Call) -> pb.GetBoardResponse:
        actor = await principal_of(context, self.access)
        cells = await self.board.get_board(actor, request.organ)
        return pb.GetBoardResponse(
            day=day_of(self.ports.now()).isoformat(),
            cells=[
                pb.BoardCell(
                    organ=cell.organ,
                    term=cell.term,
                    colour=cell.colour,
                    open=cell.open,
                    overdue=cell.overdue,
                )
                for cell in cells
            ],
        )

    async def GetDigest(self, _: pb.GetDigestRequest, context: Call) -> pb.GetDigestResponse:
        actor = await principal_of(context, self.access)
        found = await self.digest.get_digest(actor)
        return pb.GetDigestResponse(
            digest=found.digest, rows=found.rows, disagreeing=found.disagreeing
        )

    async def RebuildProjections(
        self, _: pb.RebuildProjectionsRequest, context: Call
    ) -> pb.RebuildProjectionsResponse:
        actor = await principal_of(context, self.access)
        told = await usecases.rebuild_projections(self.ports, actor)
        return pb.RebuildProjectionsResponse(told=told)
