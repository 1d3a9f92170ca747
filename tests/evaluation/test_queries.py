"""What evaluation's screens read."""

from datetime import timedelta
from uuid import UUID

import pytest

from chassis.kernel import Forbidden
from chassis.pages import Page
from services.evaluation.adapters.postgres import KEPT_SUGGESTIONS, Postgres, kept_orders
from services.evaluation.domain.order import SupervisionOrder
from services.evaluation.domain.states import Standing, State
from services.evaluation.queries import OrderFilter, Queries
from tests.builders import NOON, RULES, an_id, somewhere
from tests.evaluation.adapters.test_postgres import kept
from tests.evaluation.builders import (
    a_handler,
    a_suggestion,
    a_supervisor,
    an_answered_order,
    an_order,
)

pytestmark = pytest.mark.engines


@pytest.fixture
def queries(postgres: Postgres) -> Queries:
    kept_all = kept_orders(postgres.rulebooks), KEPT_SUGGESTIONS
    return Queries(postgres.engine, postgres.vault, *kept_all, postgres.calendars.refresh)


async def three(postgres: Postgres, here: str) -> list[SupervisionOrder]:
    """Oldest first."""
    orders = [an_order(here, number=number) for number in (1, 2, 3)]
    orders.sort(key=lambda order: order.id)
    await kept(postgres, here, *orders)
    return orders


async def test_orders_are_listed_newest_first_and_go_on_after_the_last_row(
    postgres: Postgres, queries: Queries
) -> None:
    here = somewhere()
    oldest, middle, newest = await three(postgres, here)
    actor = a_handler(here)

    first = await queries.list_orders(actor, Page(2), OrderFilter())
    rest = await queries.list_orders(actor, Page(2, (middle.id,)), OrderFilter())

    assert [order.id for order in first] == [newest.id, middle.id]
    assert [order.id for order in rest] == [oldest.id]


async def test_a_list_of_orders_is_narrowed(postgres: Postgres, queries: Queries) -> None:
    here, matter = somewhere(), an_id()
    answered, issued = an_answered_order(here), an_order(here, matter=matter, number=2)
    await kept(postgres, here, answered, issued)

    async def ids(only: OrderFilter) -> list[UUID]:
        found = await queries.list_orders(a_supervisor(here), Page(9), only)
        return [order.id for order in found]

    assert await ids(OrderFilter(status=State.ANSWERED)) == [answered.id]
    assert await ids(OrderFilter(matter=matter)) == [issued.id]
    assert await ids(OrderFilter(organ="health")) == []


async def test_open_suggestions_are_listed_newest_first(
    postgres: Postgres, queries: Queries
) -> None:
    here = somewhere()
    earlier, later = (a_suggestion(here, now=NOON + timedelta(hours=n)) for n in (0, 1))
    settled = a_suggestion(here)
    settled.dismiss("已经办结", by=a_supervisor(here), now=NOON)
    await kept(postgres, here, later, earlier, settled)
    actor = a_supervisor(here)

    first = await queries.list_suggestions(actor, Page(1))
    after = (later.raised_at, later.id)
    rest = await queries.list_suggestions(actor, Page(9, after), organ="housing")
    dismissed = await queries.list_suggestions(actor, Page(9), standing=Standing.DISMISSED)

    assert [s.id for s in first] == [later.id]
    assert [s.id for s in rest] == [earlier.id]
    assert [s.id for s in dismissed] == [settled.id]


async def test_the_words_of_an_order_are_opened_for_whoever_may_see_it(
    postgres: Postgres, queries: Queries
) -> None:
    here = somewhere()
    order = an_answered_order(here)
    order.return_("没有附上验收记录", rules=RULES, by=a_supervisor(here), now=NOON)
    await kept(postgres, here, order)

    read = await queries.get_order(a_handler(here), order.id)

    (answer,) = read.answers
    assert (read.ground, answer.statement, answer.measures, answer.returned_for) == (
        "群众多次反映仍未办理",
        "已经派员核查",
        "电梯已修复",
        "没有附上验收记录",
    )


async def test_the_reason_of_a_dismissal_is_opened(postgres: Postgres, queries: Queries) -> None:
    here = somewhere()
    suggestion = a_suggestion(here)
    suggestion.dismiss("已经办结", by=a_supervisor(here), now=NOON)
    await kept(postgres, here, suggestion)

    assert (await queries.get_suggestion(a_supervisor(here), suggestion.id)).reason == "已经办结"


async def test_a_replay_tells_every_order_once_and_can_be_taken_up_again(
    postgres: Postgres, queries: Queries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.evaluation.queries.REPLAYED_AT_ONCE", 2)
    here = somewhere()
    ids = [order.id for order in await three(postgres, here)]
    actor = a_supervisor(here)

    whole = [order.id async for order in queries.replay(actor, UUID(int=0))]
    rest = [order.id async for order in queries.replay(actor, ids[0])]

    assert (whole, rest) == (ids, ids[1:])


async def test_a_replay_is_for_machines_with_the_permission(queries: Queries) -> None:
    with pytest.raises(Forbidden, match="journal:replay"):
        [order async for order in queries.replay(a_handler(somewhere()), UUID(int=0))]
