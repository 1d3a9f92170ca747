"""Evaluation over gRPC: translate, call one use case, translate back."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from uuid import UUID

from chassis.access import Access
from chassis.rpc import Call, parse_id, principal_of
from onedoor.evaluation.events.v1 import order_events_pb2 as events
from onedoor.evaluation.v1 import evaluation_service_pb2 as pb
from onedoor.evaluation.v1.evaluation_service_pb2_grpc import EvaluationServiceServicer
from services.evaluation import usecases
from services.evaluation.domain.order import SupervisionOrder
from services.evaluation.queries import Queries
from services.evaluation.usecases import Demand, Ports

FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True)
class EvaluationServicer(EvaluationServiceServicer):
    ports: Ports
    queries: Queries
    access: Access
    told: Callable[[SupervisionOrder], events.Order]
    """An order as the others know it from events."""

    async def IssueOrder(
        self, request: pb.IssueOrderRequest, context: Call
    ) -> pb.IssueOrderResponse:
        actor = await principal_of(context, self.access)
        demand = Demand(
            mode=request.mode,
            suggestion=_optional(request.suggestion_id),
            matter=_optional(request.matter_id),
            organ=request.organ,
            ground=request.ground,
            trigger=request.trigger,
        )
        order = await usecases.issue_order(self.ports, actor, demand)
        return pb.IssueOrderResponse(order=self.told(order))

    async def AnswerOrder(
        self, request: pb.AnswerOrderRequest, context: Call
    ) -> pb.AnswerOrderResponse:
        actor = await principal_of(context, self.access)
        order_id = parse_id(request.order_id)
        order = await usecases.answer_order(
            self.ports, actor, order_id, request.statement, request.measures
        )
        return pb.AnswerOrderResponse(order=self.told(order))

    async def GetOrder(self, request: pb.GetOrderRequest, context: Call) -> pb.GetOrderResponse:
        actor = await principal_of(context, self.access)
        read = await self.queries.get_order(actor, parse_id(request.order_id))
        return pb.GetOrderResponse(order=self.told(read.order))

    async def Replay(
        self, request: pb.ReplayRequest, context: Call
    ) -> AsyncIterator[pb.ReplayResponse]:
        actor = await principal_of(context, self.access)
        after = _optional(request.after_order_id) or FIRST
        async for order in self.queries.replay(actor, after):
            yield pb.ReplayResponse(order=self.told(order))


def _optional(text: str) -> UUID | None:
    return parse_id(text) if text else None
