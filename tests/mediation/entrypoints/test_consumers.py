"""Intake's events, as they reach mediation."""

import pytest

from chassis.events.inbox import AlreadyHandled
from chassis.runtime import Service
from onedoor.intake.events.v1 import matter_events_pb2 as intake
from services.mediation.adapters.postgres import Postgres
from services.mediation.domain.errors import NoSuchReferral
from services.mediation.domain.facts import Offer
from tests.builders import an_id, somewhere
from tests.doors import deliver
from tests.mediation.adapters.test_postgres import loaded
from tests.mediation.builders import a_mediator, a_referrer, an_offer

pytestmark = pytest.mark.engines

RECEIVE, SEAL = "mediation-receive-referrals", "mediation-seal-referrals"


def referred(offer: Offer) -> intake.MatterReferred:
    return intake.MatterReferred(
        matter=intake.Matter(matter_id=str(offer.matter), version=7, status="in_progress"),
        referral_id=str(offer.referral),
        dispute_kind=offer.dispute_kind,
        referred_by=offer.referred_by,
    )


async def test_an_offer_becomes_a_referral_however_often_it_comes(
    mediation: Service, postgres: Postgres
) -> None:
    here, offer, event_id = somewhere(), an_offer(), an_id()

    await deliver(mediation, RECEIVE, here, referred(offer), event_id)
    with pytest.raises(AlreadyHandled):
        await deliver(mediation, RECEIVE, here, referred(offer), event_id)
    await deliver(mediation, RECEIVE, here, referred(offer))

    referral = await loaded(postgres, a_mediator(here), offer.referral)
    assert (referral.version, referral.matter, referral.referred_by, referral.dispute_kind) == (
        1,
        offer.matter,
        "petition-bureau",
        "labour",
    )


@pytest.mark.parametrize("order", [(RECEIVE, SEAL), (SEAL, RECEIVE)])
async def test_a_seal_holds_whichever_event_comes_first(
    mediation: Service, postgres: Postgres, order: tuple[str, str]
) -> None:
    here, offer = somewhere(), an_offer()
    events = {
        RECEIVE: referred(offer),
        SEAL: intake.SealedChanged(matter_id=str(offer.matter), version=8),
    }

    for durable in order:
        await deliver(mediation, durable, here, events[durable])

    assert (await loaded(postgres, a_mediator(here), offer.referral)).sealed
    with pytest.raises(NoSuchReferral):
        await loaded(postgres, a_referrer(here), offer.referral)
