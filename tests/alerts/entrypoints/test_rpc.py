"""Alerts over gRPC, through the service as it is built."""

import grpc
import pytest

from chassis.runtime import Service
from onedoor.alerts.v1 import alerts_service_pb2 as pb
from onedoor.alerts.v1.alerts_service_pb2_grpc import AlertsServiceStub
from services.alerts.domain.permissions import READ_BOARD, REPLAY_PARKED, VERIFY_AUDIT
from tests.alerts.builders import a_deadline, a_post
from tests.alerts.fakes import World
from tests.builders import somewhere
from tests.doors import channel, employ, metadata

pytestmark = pytest.mark.engines


async def test_another_system_reads_the_board_and_its_digest(alerts: Service, world: World) -> None:
    here = somewhere()
    auditor = a_post("centre/auditor", here, READ_BOARD, VERIFY_AUDIT)
    await employ(alerts, auditor)
    await world.keep(here, a_deadline())

    async with channel(alerts) as opened:
        calls, who = AlertsServiceStub(opened), metadata(auditor)
        board = await calls.GetBoard(pb.GetBoardRequest(), metadata=who)
        digest = await calls.GetDigest(pb.GetDigestRequest(), metadata=who)

    assert board.day == "2026-09-16"
    assert [(c.organ, c.term, c.colour, c.open) for c in board.cells] == [
        ("housing", "handling", "blue", 1)
    ]
    assert (len(digest.digest), digest.rows, digest.disagreeing) == (64, 4, 0)


async def test_a_rebuild_takes_its_permission(alerts: Service) -> None:
    clerk = a_post("housing/clerk", somewhere())
    await employ(alerts, clerk)

    async with channel(alerts) as opened:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await AlertsServiceStub(opened).RebuildProjections(
                pb.RebuildProjectionsRequest(), metadata=metadata(clerk)
            )

    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
    assert REPLAY_PARKED in (refused.value.details() or "")
