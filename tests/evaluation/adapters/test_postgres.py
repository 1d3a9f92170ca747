"""Orders and suggestions on a real PostgreSQL."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import select, text

from chassis import database, journal
from chassis.database import MACHINERY, AlreadyThere
from chassis.events.inbox import Delivery
from chassis.kernel import ChangedMeanwhile, Principal, new_id
from services.evaluation.adapters import tables
from services.evaluation.adapters.postgres import Postgres
from services.evaluation.domain.errors import NoSuchMatter, NoSuchSuggestion, OrderAlreadyOpen
from services.evaluation.domain.order import Number, SupervisionOrder
from services.evaluation.domain.suggestion import Suggestion
from services.evaluation.usecases import Demand, MatterKnown, Ports, issue_order
from tests.builders import NOON, SHELF, an_id, somewhere
from tests.evaluation.builders import (
    a_matter,
    a_suggestion,
    a_supervisor,
    an_answered_order,
    an_order,
)

pytestmark = pytest.mark.engines


def a_delivery(here: str) -> Delivery:
    return Delivery("evaluation-suggest-orders", here, an_id())


async def kept(
    postgres: Postgres, here: str, *things: SupervisionOrder | Suggestion | MatterKnown
) -> None:
    for thing in things:
        async with postgres.handling(a_delivery(here)) as work:
            if isinstance(thing, SupervisionOrder):
                await work.orders.save(thing)
            elif isinstance(thing, Suggestion):
                await work.suggestions.save(thing)
            else:
                await work.matters.meet(thing)


async def loaded(postgres: Postgres, actor: Principal, order: UUID) -> SupervisionOrder:
    async with postgres.acting(actor) as work:
        return await work.orders.get(order, seen_by=actor)


def ports_over(postgres: Postgres) -> Ports:
    return Ports(postgres.acting, SHELF, lambda: NOON, new_id)


async def test_orders_and_suggestions_come_back_as_they_were_saved(postgres: Postgres) -> None:
    here = somewhere()
    supervisor = a_supervisor(here)
    order, suggestion = an_order(here), a_suggestion(here)
    await kept(postgres, here, order, suggestion)

    async with postgres.acting(supervisor) as work:
        found = (
            await work.orders.get(order.id, seen_by=supervisor),
            await work.suggestions.get(suggestion.id, seen_by=supervisor),
        )

    assert [(f.id, f.version, f.head, f.jurisdiction) for f in found] == [
        (order.id, 1, order.head, here),
        (suggestion.id, 1, suggestion.head, here),
    ]
    assert (found[0].number, found[0].clocks, found[1].params) == (
        order.number,
        order.clocks,
        suggestion.params,
    )


async def test_words_are_kept_sealed_and_the_chain_holds(postgres: Postgres) -> None:
    here = somewhere()
    order = an_answered_order(here)
    await kept(postgres, here, order)

    j = tables.machinery.journal.c
    async with database.transaction(postgres.engine, here, MACHINERY) as work:
        entries = (
            await work.connection.execute(select(j.version, j.body, j.seal).order_by(j.version))
        ).all()
        states = (await work.connection.execute(select(tables.orders.c.state))).scalars().all()

    assert journal.first_broken([tuple(row) for row in entries], order.head) is None
    clear = str(states) + "".join(bytes(body).decode() for _, body, _ in entries)
    assert not any(word in clear for word in ("群众", "核查", "电梯"))


async def test_two_supervisors_at_once_issue_one_order(postgres: Postgres) -> None:
    """The second waits for the first one's number, and then sees its order."""
    here, matter = somewhere(), a_matter()
    await kept(postgres, here, matter)
    demand = Demand("phone", matter=matter.matter, organ="housing", ground="电话无人接听")

    outcomes = await asyncio.gather(
        *(issue_order(ports_over(postgres), a_supervisor(here), demand) for _ in range(3)),
        return_exceptions=True,
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        OrderAlreadyOpen.__name__,
        OrderAlreadyOpen.__name__,
        SupervisionOrder.__name__,
    ]


async def test_no_number_is_lost_or_given_twice(postgres: Postgres) -> None:
    here = somewhere()
    matters = [a_matter() for _ in range(4)]
    await kept(postgres, here, *matters)
    wrong = Demand("fax", matter=matters[0].matter, organ="housing", ground="…")
    demands = [
        Demand("phone", matter=matter.matter, organ="housing", ground="…") for matter in matters
    ]

    outcomes = await asyncio.gather(
        *(
            issue_order(ports_over(postgres), a_supervisor(here), demand)
            for demand in (wrong, *demands)
        ),
        return_exceptions=True,
    )

    issued = [o.number for o in outcomes if isinstance(o, SupervisionOrder)]
    assert sorted(number.number for number in issued) == [1, 2, 3, 4]


async def test_the_database_itself_holds_one_open_order(postgres: Postgres) -> None:
    here, matter = somewhere(), an_id()
    await kept(postgres, here, an_order(here, matter=matter, number=1))

    with pytest.raises(AlreadyThere, match="uq_orders_open"):
        await kept(postgres, here, an_order(here, matter=matter, number=2))


async def test_a_suggestion_taken_by_two_is_taken_once(postgres: Postgres) -> None:
    here = somewhere()
    suggestion = a_suggestion(here)
    await kept(postgres, here, suggestion)
    both_have_read = asyncio.Barrier(2)
    supervisor = a_supervisor(here)

    async def take() -> None:
        async with postgres.acting(supervisor) as work:
            found = await work.suggestions.get(suggestion.id, seen_by=supervisor)
            await both_have_read.wait()
            found.take(an_id(), by=supervisor, now=NOON)
            await work.suggestions.save(found)

    outcomes = await asyncio.gather(take(), take(), return_exceptions=True)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        ChangedMeanwhile.__name__,
        "NoneType",
    ]


async def test_numbers_begin_anew_with_the_year(postgres: Postgres) -> None:
    here = somewhere()
    async with postgres.acting(a_supervisor(here)) as work:
        numbers = [await work.orders.next_number(year) for year in (2026, 2026, 2027)]

    assert numbers == [Number(2026, 1), Number(2026, 2), Number(2027, 1)]


async def test_newer_replaces_older_and_a_seal_stays(postgres: Postgres) -> None:
    here, matter = somewhere(), an_id()
    first = MatterKnown(matter, 4, frozenset({"housing"}))
    older = MatterKnown(matter, 2, frozenset({"health"}), historical=True)
    newer = MatterKnown(matter, 9, frozenset({"health", "housing"}))
    sealed = MatterKnown(matter, 10, sealed=True)
    after = MatterKnown(matter, 11, frozenset({"housing"}))

    known = []
    for told in (MatterKnown(matter), first, older, newer, sealed, after):
        async with postgres.handling(a_delivery(here)) as work:
            known.append(await work.matters.meet(told))

    assert known[1:4] == [first, first, newer]
    assert [k.sealed for k in known] == [False, False, False, False, True, True]
    with pytest.raises(NoSuchMatter):
        async with postgres.acting(a_supervisor(here)) as work:
            await work.matters.get(matter)


async def test_a_sealed_row_is_seen_by_its_readers_and_nobody_else(postgres: Postgres) -> None:
    """Row-level security holds even where the predicate is forgotten."""
    here = somewhere()
    order = an_order(here)
    order.seal(by=a_supervisor(here), now=NOON)
    await kept(postgres, here, order)

    async def rows(where: str, reader: str) -> int:
        async with database.transaction(postgres.engine, where, reader) as work:
            found = await work.connection.execute(text("SELECT id FROM evaluation.orders"))
            return len(found.all())

    assert [await rows(here, reader) for reader in ("petition-bureau", "housing", "county")] == [
        1,
        1,
        0,
    ]
    assert await rows(somewhere(), MACHINERY) == 0


async def test_a_forgotten_suggestion_is_found_by_nobody(postgres: Postgres) -> None:
    here = somewhere()
    supervisor, suggestion = a_supervisor(here), a_suggestion(here)
    suggestion.forget(by=supervisor, now=NOON)
    await kept(postgres, here, suggestion)

    with pytest.raises(NoSuchSuggestion):
        async with postgres.acting(supervisor) as work:
            await work.suggestions.get(suggestion.id, seen_by=supervisor)
