"""Events in any order, any number of times: the same board, the same tallies, the same digest."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.events.inbox import AlreadyHandled, Delivery
from chassis.kernel import Principal
from chassis.pages import Page
from chassis.runtime import Service
from onedoor.evaluation.events.v1 import order_events_pb2 as evaluation
from onedoor.intake.events.v1 import matter_events_pb2 as pb
from onedoor.mediation.events.v1 import referral_events_pb2 as mediation
from services.alerts.domain.permissions import READ_BOARD, READ_RATES, VERIFY_AUDIT
from services.alerts.entrypoints.consumers import (
    MatterEvent,
    on_matter_changed,
    on_order_changed,
    on_referral_changed,
)
from services.alerts.queries import BoardCell, BoardQueries, DigestQueries, Period, RateQueries
from services.alerts.queries.digest import Digest
from services.alerts.usecases import turn_day
from tests.alerts.builders import SUBJECT, a_clock, a_told_matter, day
from tests.alerts.fakes import World
from tests.builders import NOON, SHELF, a_principal, an_id, somewhere

pytestmark = pytest.mark.engines

MAY = frozenset({READ_BOARD, READ_RATES, VERIFY_AUDIT})
DISPOSAL = a_clock(term="disposal", owner="petition-bureau", due="2026-09-16")
DONE = a_clock(term="disposal", owner="petition-bureau", due="2026-09-16", stopped="2026-09-10")
RATED = pb.Rating(of="organ", organ="housing", value="satisfied", on="2026-09-14")

A_LIFE: tuple[MatterEvent, ...] = (
    pb.MatterRegistered(matter=a_told_matter(1, DISPOSAL, assignments=[])),
    pb.MatterChanged(matter=a_told_matter(3, DONE, a_clock(2, term="notice", due="2026-09-25"))),
    pb.MatterChanged(
        matter=a_told_matter(
            5,
            DONE,
            a_clock(2, term="notice", due="2026-09-25", stopped="2026-09-12"),
            a_clock(3, due="2026-11-10"),
        )
    ),
    pb.MatterClosed(
        matter=a_told_matter(
            8,
            DONE,
            a_clock(2, term="notice", due="2026-09-25", stopped="2026-09-12"),
            a_clock(3, due="2026-11-10", stopped="2026-09-14"),
            a_clock(4, term="objection_decision", owner="petition-bureau", due=""),
            a_clock(5, term="closing_report", owner="housing", due="2026-09-18"),
            closed="2026-09-15",
            evaluable=True,
            ratings=[RATED],
        )
    ),
)
SEALED = pb.SealedChanged(matter_id=str(SUBJECT), version=9, clocks=[a_clock(due="2026-09-17")])


async def told(world: World, here: str, *events: MatterEvent) -> None:
    for event in events:
        delivery = Delivery("alerts-keep-deadlines", here, an_id())
        await on_matter_changed(world.ports(delivery), here, event)


async def board(engine: AsyncEngine, reader: Principal) -> list[tuple[object, ...]]:
    cells = await BoardQueries(engine).get_board(reader)
    return [(c.organ, c.term, c.colour.value, c.open, c.overdue) for c in cells]


async def digest(world: World, here: str) -> Digest:
    queries = DigestQueries(world.engine, SHELF.current, world.clock)
    return await queries.get_digest(a_principal("petition-bureau", here, MAY))


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    deliveries=st.lists(st.integers(0, 3), max_size=5)
    .map(lambda more: [*more, 3, 1, 0, 2])
    .flatmap(st.permutations),
    yesterday=st.integers(0, 8),
)
async def test_any_order_and_any_repetition_leave_the_same_board(
    alerts_engine: AsyncEngine, deliveries: list[int], yesterday: int
) -> None:
    """Also when the day turned while they came."""
    world, here = World(alerts_engine), somewhere()
    reader = a_principal("petition-bureau", here, MAY)

    world.clock.now = NOON - timedelta(days=1)
    await told(world, here, *(A_LIFE[number] for number in deliveries[:yesterday]))
    world.clock.now = NOON
    await told(world, here, *(A_LIFE[number] for number in deliveries[yesterday:]))
    await turn_day(world.ports(), here)

    assert await board(alerts_engine, reader) == [
        ("housing", "closing_report", "red", 1, 0),
        ("petition-bureau", "objection_decision", "untimed", 1, 0),
    ]
    assert (await digest(world, here)).disagreeing == 0
    queries = RateQueries(alerts_engine, SHELF.current, world.clock)
    report = await queries.get_report(reader, Period(day("2026-09-01"), day("2026-09-30")))
    assert {rate.name: (rate.numerator, rate.denominator) for rate in report.rates} == {
        "office_timely_acceptance": (1, 1),
        "organ_timely_acceptance": (1, 1),
        "on_time_closure": (1, 1),
        "satisfaction": (1, 1),
        "participation": (1, 2),
        "online_share": (0, 1),
    }


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 1, 0, 2), (2, 2, 3, 0)])
async def test_a_batch_leaves_what_its_events_leave_one_by_one(
    alerts: Service, order: tuple[int, ...]
) -> None:
    """Also when it comes again, with one more event in it."""
    world, together, apart = World(alerts.engine), somewhere(), somewhere()
    (keeping,) = (s for s in alerts.subscriptions if s.durable == "alerts-keep-deadlines")
    assert keeping.handle_all
    batch = [(Delivery(keeping.durable, together, an_id()), A_LIFE[number]) for number in order]
    later = (Delivery(keeping.durable, together, an_id()), SEALED)

    await keeping.handle_all(batch)
    await told(world, apart, *(A_LIFE[number] for number in order))

    for place in (together, apart):
        reader = a_principal("petition-bureau", place, MAY)
        assert await board(alerts.engine, reader) == [
            ("housing", "closing_report", "red", 1, 0),
            ("petition-bureau", "objection_decision", "untimed", 1, 0),
        ]
    kept = [await digest(world, place) for place in (together, apart)]
    assert kept[0].rows == kept[1].rows
    assert [each.disagreeing for each in kept] == [0, 0]

    await keeping.handle_all([*batch, later])
    reader = a_principal("petition-bureau", together, MAY)
    assert await board(alerts.engine, reader) == []
    assert (await digest(world, together)).disagreeing == 0


async def test_the_same_event_has_its_effect_once(alerts_engine: AsyncEngine) -> None:
    world, here = World(alerts_engine), somewhere()
    delivery = Delivery("alerts-keep-deadlines", here, an_id())
    await on_matter_changed(world.ports(delivery), here, A_LIFE[0])

    with pytest.raises(AlreadyHandled):
        await on_matter_changed(world.ports(delivery), here, A_LIFE[3])

    reader = a_principal("petition-bureau", here, MAY)
    assert await board(alerts_engine, reader) == [("petition-bureau", "disposal", "red", 1, 0)]


async def test_a_sealed_matter_keeps_its_clocks_and_is_forgotten_otherwise(
    alerts_engine: AsyncEngine,
) -> None:
    world, here = World(alerts_engine), somewhere()
    await told(world, here, A_LIFE[3], SEALED, A_LIFE[2])
    bureau = a_principal("petition-bureau", here, MAY)
    owner = a_principal("housing", here)

    assert ("housing", "handling", "red", 1, 0) in await board(alerts_engine, owner)
    assert await board(alerts_engine, bureau) == []
    queries = RateQueries(alerts_engine, SHELF.current, world.clock)
    report = await queries.get_report(bureau, Period(day("2026-09-01"), day("2026-09-30")))
    shares = {rate.name: rate.denominator for rate in report.rates}
    assert shares["online_share"] == shares["satisfaction"] == 0
    assert (await digest(world, here)).disagreeing == 0


async def test_due_days_that_a_calendar_moves_move_on_the_board(
    alerts_engine: AsyncEngine,
) -> None:
    world, here = World(alerts_engine), somewhere()
    subject, leader = str(an_id()), a_principal("leader", here, MAY)

    async def moved(version: int, due: str) -> None:
        clock: dict[str, Any] = {"number": 1, "owner": "housing", "started": "2026-09-10"}
        clock["due"] = due
        referral = mediation.Referral(
            referral_id=subject,
            version=version,
            clocks=[mediation.Clock(term="referral_answer", **clock)],
        )
        order = evaluation.Order(
            order_id=subject,
            version=version,
            clocks=[evaluation.Clock(term="supervision_answer", **clock)],
        )
        ports = world.ports(Delivery("alerts-keep-referrals", here, an_id()))
        await on_referral_changed(ports, here, mediation.ReferralChanged(referral=referral))
        ports = world.ports(Delivery("alerts-keep-orders", here, an_id()))
        await on_order_changed(ports, here, evaluation.OrderChanged(order=order))

    await moved(2, "2026-09-29")
    await moved(1, "2026-09-21")

    lines = await BoardQueries(alerts_engine).list_deadlines(leader, Page(10))
    assert sorted((line.term, str(line.due)) for line in lines) == [
        ("referral_answer", "2026-09-29"),
        ("supervision_answer", "2026-09-29"),
    ]


async def test_referrals_and_orders_are_on_the_board_too(alerts_engine: AsyncEngine) -> None:
    world, here = World(alerts_engine), somewhere()
    clock: dict[str, Any] = {"number": 1, "started": "2026-09-10", "due": "2026-09-26"}
    referral = mediation.Referral(
        referral_id=str(an_id()),
        version=1,
        clocks=[mediation.Clock(term="mediation", owner="mediation-centre", **clock)],
    )
    order = evaluation.Order(
        order_id=str(an_id()),
        version=1,
        clocks=[evaluation.Clock(term="supervision_answer", owner="housing", **clock)],
    )

    first = Delivery("alerts-keep-referrals", here, an_id())
    await on_referral_changed(
        world.ports(first), here, mediation.ReferralAccepted(referral=referral)
    )
    second = Delivery("alerts-keep-orders", here, an_id())
    await on_order_changed(world.ports(second), here, evaluation.OrderIssued(order=order))

    cells = await BoardQueries(alerts_engine).get_board(a_principal("leader", here, MAY))
    assert [BoardCell(c.organ, c.term, c.colour, c.open, c.overdue) for c in cells] == cells
    assert {(c.organ, c.term, c.colour.value) for c in cells} == {
        ("mediation-centre", "mediation", "yellow"),
        ("housing", "supervision_answer", "yellow"),
    }
