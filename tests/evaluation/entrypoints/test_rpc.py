"""Evaluation over gRPC, through the service as it is built."""

import grpc
import pytest

from chassis.runtime import Service
from onedoor.evaluation.v1 import evaluation_service_pb2 as pb
from onedoor.evaluation.v1.evaluation_service_pb2_grpc import EvaluationServiceStub
from services.evaluation.adapters.postgres import Postgres
from tests.builders import an_id, somewhere
from tests.doors import channel, employ, metadata
from tests.evaluation.adapters.test_postgres import kept
from tests.evaluation.builders import a_handler, a_matter, a_supervisor, an_order

pytestmark = pytest.mark.engines


async def test_another_system_issues_answers_and_reads(
    evaluation: Service, postgres: Postgres
) -> None:
    here, matter = somewhere(), a_matter()
    supervisor, handler = a_supervisor(here), a_handler(here)
    await kept(postgres, here, matter)
    await employ(evaluation, supervisor, handler)

    async with channel(evaluation) as opened:
        calls = EvaluationServiceStub(opened)
        issued = await calls.IssueOrder(
            pb.IssueOrderRequest(
                mode="interview",
                matter_id=str(matter.matter),
                organ="housing",
                ground="弄虚作假",
                trigger="falsified",
            ),
            metadata=metadata(supervisor),
        )
        answered = await calls.AnswerOrder(
            pb.AnswerOrderRequest(
                order_id=issued.order.order_id, statement="已核查", measures="已整改"
            ),
            metadata=metadata(handler),
        )
        read = await calls.GetOrder(
            pb.GetOrderRequest(order_id=issued.order.order_id), metadata=metadata(supervisor)
        )

    assert (issued.order.status, issued.order.trigger) == ("issued", "falsified")
    assert answered.order == read.order
    assert (read.order.status, read.order.clocks[0].stopped) == ("answered", "2026-09-16")


async def test_a_replay_streams_the_jurisdiction(evaluation: Service, postgres: Postgres) -> None:
    here = somewhere()
    supervisor = a_supervisor(here)
    await employ(evaluation, supervisor)
    orders = sorted([an_order(here, number=n) for n in (1, 2, 3)], key=lambda order: order.id)
    await kept(postgres, here, *orders)

    async with channel(evaluation) as opened:
        calls, who = EvaluationServiceStub(opened), metadata(supervisor)
        whole = calls.Replay(pb.ReplayRequest(), metadata=who)
        told = [answer.order.order_id async for answer in whole]
        rest = calls.Replay(pb.ReplayRequest(after_order_id=told[1]), metadata=who)
        after = [answer.order.order_id async for answer in rest]

    assert told == [str(order.id) for order in orders]
    assert after == told[2:]


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (pb.IssueOrderRequest(mode="letter"), grpc.StatusCode.INVALID_ARGUMENT),
        (
            pb.IssueOrderRequest(mode="letter", suggestion_id="no id"),
            grpc.StatusCode.INVALID_ARGUMENT,
        ),
        (
            pb.IssueOrderRequest(mode="letter", suggestion_id=str(an_id())),
            grpc.StatusCode.NOT_FOUND,
        ),
    ],
)
async def test_an_order_that_rests_on_nothing_has_a_status(
    evaluation: Service, request_: pb.IssueOrderRequest, status: grpc.StatusCode
) -> None:
    supervisor = a_supervisor(somewhere())
    await employ(evaluation, supervisor)

    async with channel(evaluation) as opened:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await EvaluationServiceStub(opened).IssueOrder(request_, metadata=metadata(supervisor))

    assert refused.value.code() is status
