"""Mediation over gRPC, through the service as it is built."""

import grpc
import pytest

from chassis.runtime import Service
from onedoor.mediation.v1 import mediation_service_pb2 as pb
from onedoor.mediation.v1.mediation_service_pb2_grpc import MediationServiceStub
from services.mediation.adapters.postgres import Postgres
from tests.builders import an_id, somewhere
from tests.doors import channel, employ, metadata
from tests.mediation.adapters.test_postgres import kept
from tests.mediation.builders import a_mediator, a_referral, a_referrer

pytestmark = pytest.mark.engines

CONSENTS = [
    pb.Consent(side="petitioner", manner="signed", on="2026-09-15"),
    pb.Consent(side="respondent", manner="online", on="2026-09-16"),
]


async def test_another_system_accepts_concludes_and_reads(
    mediation: Service, postgres: Postgres
) -> None:
    here = somewhere()
    mediator = a_mediator(here)
    await employ(mediation, mediator)
    referral = str((await kept(postgres, a_referral(here))).id)

    async with channel(mediation) as opened:
        calls, who = MediationServiceStub(opened), metadata(mediator)
        accepted = await calls.AcceptReferral(
            pb.AcceptReferralRequest(referral_id=referral, committee="labour", consents=CONSENTS),
            metadata=who,
        )
        concluded = await calls.ConcludeMediation(
            pb.ConcludeMediationRequest(
                referral_id=referral,
                outcome="failed",
                ending="expired",
                remedies=["litigation"],
            ),
            metadata=who,
        )
        read = await calls.GetReferral(pb.GetReferralRequest(referral_id=referral), metadata=who)

    assert (accepted.referral.status, accepted.referral.version) == ("accepted", 2)
    assert concluded.referral == read.referral
    assert (read.referral.outcome, len(read.referral.clocks)) == ("failed", 2)


async def test_a_replay_streams_the_jurisdiction(mediation: Service, postgres: Postgres) -> None:
    here = somewhere()
    mediator = a_mediator(here)
    await employ(mediation, mediator)
    ids = sorted([(await kept(postgres, a_referral(here))).id for _ in range(3)])

    async with channel(mediation) as opened:
        whole = MediationServiceStub(opened).Replay(pb.ReplayRequest(), metadata=metadata(mediator))
        told = [answer.referral.referral_id async for answer in whole]
        rest = MediationServiceStub(opened).Replay(
            pb.ReplayRequest(after_referral_id=str(ids[1])), metadata=metadata(mediator)
        )
        after = [answer.referral.referral_id async for answer in rest]

    assert told == [str(known) for known in ids]
    assert after == told[2:]


@pytest.mark.parametrize(
    ("referral", "status"),
    [
        ("not an id", grpc.StatusCode.INVALID_ARGUMENT),
        (str(an_id()), grpc.StatusCode.NOT_FOUND),
    ],
)
async def test_what_is_not_there_has_a_status(
    mediation: Service, referral: str, status: grpc.StatusCode
) -> None:
    mediator = a_mediator(somewhere())
    await employ(mediation, mediator)

    async with channel(mediation) as opened:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await MediationServiceStub(opened).GetReferral(
                pb.GetReferralRequest(referral_id=referral), metadata=metadata(mediator)
            )

    assert refused.value.code() is status


async def test_a_replay_without_the_permission_streams_nothing(mediation: Service) -> None:
    reader = a_referrer(somewhere())
    await employ(mediation, reader)

    async with channel(mediation) as opened:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            call = MediationServiceStub(opened).Replay(
                pb.ReplayRequest(), metadata=metadata(reader)
            )
            [answer async for answer in call]

    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
