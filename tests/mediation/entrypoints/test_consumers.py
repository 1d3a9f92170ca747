"""Intake's events, as they reach mediation."""

import json
from typing import Any

import pytest
from sqlalchemy import Table, select

from chassis import database
from chassis.database import MACHINERY
from chassis.events.inbox import AlreadyHandled
from chassis.runtime import Service
from onedoor.intake.events.v1 import calendar_events_pb2 as calendars
from onedoor.intake.events.v1 import matter_events_pb2 as intake
from services.mediation.adapters import tables
from services.mediation.adapters.postgres import Postgres
from services.mediation.domain.errors import NoSuchReferral
from services.mediation.domain.facts import Offer
from tests.builders import an_id, at, somewhere
from tests.doors import deliver, employ, http, settle
from tests.mediation.adapters.test_postgres import kept, loaded
from tests.mediation.builders import a_mediator, a_referral, a_referrer, an_offer

pytestmark = pytest.mark.engines

NEW_YEAR = calendars.CalendarPublished(year=2027, version=1, holidays=["2027-01-01", "2027-01-04"])
KEEP = "mediation-keep-calendars"
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


async def recompute(mediation: Service, here: str) -> None:
    await settle(mediation.engine, tables.calendars, here)
    (job,) = mediation.jobs
    await job.run()


async def shown(mediation: Service, here: str, referral: object) -> str:
    reader = a_mediator(here)
    await employ(mediation, reader)
    async with http(mediation, reader) as door:
        answer = await door.get(f"/referrals/{referral}")
    assert answer.status_code == 200, answer.text
    (clock,) = answer.json()["referral"]["clocks"]
    return str(clock["due"])


async def rows(mediation: Service, here: str, table: Table, order: str, column: str) -> list[Any]:
    c = table.c
    statement = select(c[column]).where(c.jurisdiction == here).order_by(c[order])
    async with database.transaction(mediation.engine, here, MACHINERY) as work:
        return [json.loads(row) for row in await work.connection.scalars(statement)]


async def test_a_published_year_moves_what_is_open_and_the_others_are_told(
    mediation: Service, postgres: Postgres
) -> None:
    here = somewhere()
    referral = await kept(postgres, a_referral(here, now=at("2026-12-31")))
    before = await shown(mediation, here, referral.id)

    await deliver(mediation, KEEP, here, NEW_YEAR)
    await recompute(mediation, here)

    assert before == "2027-01-07"
    assert await shown(mediation, here, referral.id) == "2027-01-11"
    journal = await rows(mediation, here, tables.machinery.journal, "version", "body")
    assert [entry["fact"] for entry in journal] == ["ReferralReceived", "ClocksRecomputed"]
    told = await rows(mediation, here, tables.machinery.outbox, "position", "payload")
    clocks = [state["referral"]["clocks"][0] for state in told]
    assert ["provisional" in clock for clock in clocks] == [True, False]
    assert [clock["due"] for clock in clocks] == ["2027-01-07", "2027-01-11"]


async def test_told_again_it_moves_nothing_further(mediation: Service, postgres: Postgres) -> None:
    here = somewhere()
    await kept(postgres, a_referral(here, now=at("2026-12-31")))
    await deliver(mediation, KEEP, here, NEW_YEAR)
    await recompute(mediation, here)

    await deliver(mediation, KEEP, here, NEW_YEAR)
    await recompute(mediation, here)

    journal = await rows(mediation, here, tables.machinery.journal, "version", "body")
    assert len(journal) == 2


async def test_a_correction_moves_it_again(mediation: Service, postgres: Postgres) -> None:
    here = somewhere()
    referral = await kept(postgres, a_referral(here, now=at("2026-12-31")))
    await deliver(mediation, KEEP, here, NEW_YEAR)
    await recompute(mediation, here)

    corrected = calendars.CalendarPublished(year=2027, version=2, holidays=["2027-01-01"])
    await deliver(mediation, KEEP, here, corrected)
    await recompute(mediation, here)

    journal = await rows(mediation, here, tables.machinery.journal, "version", "body")
    assert await shown(mediation, here, referral.id) < "2027-01-11"
    assert [entry["fact"] for entry in journal[1:]] == ["ClocksRecomputed", "ClocksRecomputed"]
