"""Referrals on a real PostgreSQL."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import select, text

from chassis import database, journal
from chassis.database import MACHINERY
from chassis.events.inbox import AlreadyHandled, Delivery
from chassis.kernel import ChangedMeanwhile, Principal
from services.mediation.adapters import tables
from services.mediation.adapters.postgres import Postgres
from services.mediation.domain.errors import NoSuchReferral
from services.mediation.domain.referral import Referral
from tests.builders import NOON, RULES, an_id, somewhere
from tests.mediation.builders import (
    a_mediator,
    a_referral,
    a_referrer,
    an_accepted_referral,
    consents,
)

pytestmark = pytest.mark.engines


async def kept(postgres: Postgres, referral: Referral) -> Referral:
    delivery = Delivery("mediation-receive-referrals", referral.jurisdiction, an_id())
    async with postgres.handling(delivery) as work:
        await work.referrals.save(referral)
    return referral


async def loaded(postgres: Postgres, actor: Principal, referral: UUID) -> Referral:
    async with postgres.acting(actor) as work:
        return await work.referrals.get(referral, seen_by=actor)


async def test_a_referral_comes_back_as_it_was_saved(postgres: Postgres) -> None:
    here = somewhere()
    referral = await kept(postgres, an_accepted_referral(here))

    found = await loaded(postgres, a_mediator(here), referral.id)

    assert found == referral


async def test_words_are_kept_sealed_and_the_chain_holds(postgres: Postgres) -> None:
    here = somewhere()
    mediator = a_mediator(here)
    referral = a_referral(here)
    referral.decline("other", "王小明要求直接起诉", by=mediator, now=NOON)
    await kept(postgres, referral)

    j = tables.machinery.journal.c
    async with database.transaction(postgres.engine, here, MACHINERY) as work:
        entries = (
            await work.connection.execute(select(j.version, j.body, j.seal).order_by(j.version))
        ).all()
        states = (await work.connection.execute(select(tables.referrals.c.state))).scalars().all()
    assert journal.first_broken([tuple(row) for row in entries], referral.head) is None
    assert "王小明" not in str(states)
    assert not any("王小明" in bytes(body).decode() for _, body, _ in entries)


async def test_of_two_who_accept_at_once_one_is_told_to_look_again(postgres: Postgres) -> None:
    here = somewhere()
    mediator = a_mediator(here)
    referral = await kept(postgres, a_referral(here))
    both_have_read = asyncio.Barrier(2)

    async def accept() -> None:
        async with postgres.acting(mediator) as work:
            found = await work.referrals.get(referral.id, seen_by=mediator)
            await both_have_read.wait()
            found.accept("labour", consents(), rules=RULES, by=mediator, now=NOON)
            await work.referrals.save(found)

    outcomes = await asyncio.gather(accept(), accept(), return_exceptions=True)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        ChangedMeanwhile.__name__,
        "NoneType",
    ]


async def test_an_event_has_its_effect_once(postgres: Postgres) -> None:
    here = somewhere()
    delivery = Delivery("mediation-receive-referrals", here, an_id())
    async with postgres.handling(delivery) as work:
        await work.referrals.save(a_referral(here))

    with pytest.raises(AlreadyHandled):
        async with postgres.handling(delivery) as work:
            await work.referrals.save(a_referral(here))

    async with database.transaction(postgres.engine, here, MACHINERY) as work_:
        rows = (await work_.connection.execute(select(tables.referrals.c.id))).all()
    assert len(rows) == 1


async def test_once_sealed_always_sealed(postgres: Postgres) -> None:
    matter, here = an_id(), somewhere()

    answers = []
    for sealed in (False, True, False):
        delivery = Delivery("mediation-seal-referrals", here, an_id())
        async with postgres.handling(delivery) as work:
            answers.append(await work.matters.meet(matter, sealed=sealed))

    assert answers == [False, True, True]


async def test_a_sealed_row_is_seen_by_its_readers_and_nobody_else(postgres: Postgres) -> None:
    """Row-level security holds even where the predicate is forgotten."""
    here = somewhere()
    referral = await kept(postgres, a_referral(here, sealed=True))

    async def rows(where: str, reader: str) -> int:
        async with database.transaction(postgres.engine, where, reader) as work:
            found = await work.connection.execute(text("SELECT id FROM mediation.referrals"))
            return len(found.all())

    assert await rows(here, "mediation-centre") == 1
    assert await rows(here, "petition-bureau") == 0
    assert await rows(somewhere(), MACHINERY) == 0
    with pytest.raises(NoSuchReferral):
        await loaded(postgres, a_referrer(here), referral.id)
