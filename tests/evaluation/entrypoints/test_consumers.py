"""Others' events, as they reach evaluation."""

import json
from typing import Any
from uuid import UUID

import pytest
from google.protobuf.message import Message
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, select

from chassis import database
from chassis.database import MACHINERY
from chassis.events.inbox import Delivery
from chassis.pages import Page
from chassis.runtime import Service
from onedoor.alerts.events.v1 import deadline_events_pb2 as alerts
from onedoor.intake.events.v1 import calendar_events_pb2 as calendars
from onedoor.intake.events.v1 import matter_events_pb2 as intake
from services.evaluation.adapters import tables
from services.evaluation.adapters.postgres import KEPT_SUGGESTIONS, Postgres, kept_orders
from services.evaluation.queries import Queries
from tests.builders import an_id, at, somewhere
from tests.doors import deliver, employ, http, settle
from tests.evaluation.adapters.test_postgres import kept, loaded
from tests.evaluation.builders import ROLLING, a_supervisor, an_order

pytestmark = pytest.mark.engines

NEW_YEAR = calendars.CalendarPublished(year=2027, version=1, holidays=["2027-01-01", "2027-01-04"])
KEEP = "evaluation-keep-calendars"
SUGGEST, WATCH, SEAL = (
    "evaluation-suggest-orders",
    "evaluation-watch-matters",
    "evaluation-seal-matters",
)


@pytest.fixture
def queries(postgres: Postgres) -> Queries:
    kept_all = kept_orders(postgres.rulebooks), KEPT_SUGGESTIONS
    return Queries(postgres.engine, postgres.vault, *kept_all, postgres.calendars.refresh)


def missed(matter: UUID, kind: str = "matter", term: str = "handling") -> alerts.DeadlineMissed:
    return alerts.DeadlineMissed(
        subject_kind=kind,
        subject_id=str(matter),
        number=4,
        term=term,
        owner="housing",
        due="2026-09-15",
        version=3,
    )


def changed(matter: UUID, version: int = 5, **more: object) -> intake.MatterChanged:
    state = intake.Matter(
        matter_id=str(matter),
        version=version,
        desk="petition-bureau",
        assignments=[intake.Assignment(organ="housing", bounces=2)],
        ratings=[intake.Rating(of="organ", organ="housing", value="unsatisfied", on="2026-09-16")],
        historical=bool(more.get("historical")),
    )
    return intake.MatterChanged(matter=state, fact="matter_rated")


async def suggested(queries: Queries, here: str) -> list[str]:
    found = await queries.list_suggestions(a_supervisor(here), Page(20))
    return sorted(suggestion.trigger for suggestion in found)


async def test_a_missed_deadline_suggests_an_order(evaluation: Service, queries: Queries) -> None:
    here, matter = somewhere(), an_id()

    await deliver(evaluation, SUGGEST, here, missed(matter))
    await deliver(evaluation, SUGGEST, here, missed(matter))

    assert await suggested(queries, here) == ["overdue"]


@pytest.mark.parametrize(
    "event",
    [missed(an_id(), "order", "supervision_answer"), missed(an_id(), term="disposal")],
    ids=["an order's own answer", "the bureau's own term"],
)
async def test_what_nobody_could_press_suggests_nothing(
    evaluation: Service, queries: Queries, event: Message
) -> None:
    here = somewhere()

    await deliver(evaluation, SUGGEST, here, event)

    assert await suggested(queries, here) == []


async def test_ratings_and_returns_of_a_matter_suggest(
    evaluation: Service, queries: Queries
) -> None:
    here, matter = somewhere(), an_id()

    await deliver(evaluation, WATCH, here, changed(matter))
    await deliver(evaluation, WATCH, here, changed(matter, version=6))

    assert await suggested(queries, here) == ["bounced", "unsatisfied"]


async def test_a_batch_suggests_what_its_events_suggest_one_by_one(
    evaluation: Service, queries: Queries
) -> None:
    """Two of its events may speak of one matter, and the whole batch may come again."""
    here, matter = somewhere(), an_id()
    (watching,) = (s for s in evaluation.subscriptions if s.durable == WATCH)
    assert watching.handle_all
    events = [changed(matter), changed(matter, version=6), changed(an_id(), historical=True)]
    batch = [(Delivery(WATCH, here, an_id()), event) for event in events]

    await watching.handle_all(batch)
    await watching.handle_all(batch)

    assert await suggested(queries, here) == ["bounced", "unsatisfied"]


async def test_a_matter_from_before_suggests_nothing(evaluation: Service, queries: Queries) -> None:
    here, matter = somewhere(), an_id()

    await deliver(evaluation, WATCH, here, changed(matter, historical=True))
    await deliver(evaluation, SUGGEST, here, missed(matter))

    assert await suggested(queries, here) == []


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=st.permutations([SUGGEST, WATCH, SEAL]), again=st.sampled_from([SUGGEST, WATCH, SEAL]))
async def test_once_sealed_nothing_is_suggested_in_whatever_order_it_is_told(
    evaluation: Service, queries: Queries, order: list[str], again: str
) -> None:
    here, matter = somewhere(), an_id()
    events: dict[str, Message] = {
        SUGGEST: missed(matter),
        WATCH: changed(matter),
        SEAL: intake.SealedChanged(matter_id=str(matter), version=9),
    }

    for durable in [*order, again]:
        await deliver(evaluation, durable, here, events[durable])

    assert await suggested(queries, here) == []


async def test_an_order_of_a_sealed_matter_stays_for_those_it_concerns(
    evaluation: Service, postgres: Postgres
) -> None:
    here, matter = somewhere(), an_id()
    order = an_order(here, matter=matter)
    await kept(postgres, here, order)

    await deliver(evaluation, SEAL, here, intake.SealedChanged(matter_id=str(matter), version=9))

    found = await loaded(postgres, a_supervisor(here), order.id)
    assert (found.sealed, found.version, found.clocks[0].is_open) == (True, 2, True)


async def recompute(evaluation: Service, here: str) -> None:
    await settle(evaluation.engine, tables.calendars, here)
    (job,) = evaluation.jobs
    await job.run()


async def shown(evaluation: Service, here: str, order: object) -> str:
    reader = a_supervisor(here)
    await employ(evaluation, reader)
    async with http(evaluation, reader) as door:
        answer = await door.get(f"/orders/{order}")
    assert answer.status_code == 200, answer.text
    (clock,) = answer.json()["order"]["clocks"]
    return str(clock["due"])


async def rows(evaluation: Service, here: str, table: Table, order: str, column: str) -> list[Any]:
    c = table.c
    statement = select(c[column]).where(c.jurisdiction == here).order_by(c[order])
    async with database.transaction(evaluation.engine, here, MACHINERY) as work:
        return [json.loads(row) for row in await work.connection.scalars(statement)]


async def test_a_published_year_moves_what_is_open_and_the_others_are_told(
    evaluation: Service, postgres: Postgres
) -> None:
    here = somewhere()
    order = an_order(here, rules=ROLLING, now=at("2026-12-19"))
    await kept(postgres, here, order)
    before = await shown(evaluation, here, order.id)

    await deliver(evaluation, KEEP, here, NEW_YEAR)
    await recompute(evaluation, here)

    assert before == "2027-01-04"
    assert await shown(evaluation, here, order.id) == "2027-01-05"
    journal = await rows(evaluation, here, tables.machinery.journal, "version", "body")
    assert [entry["fact"] for entry in journal] == ["OrderIssued", "ClocksRecomputed"]
    told = await rows(evaluation, here, tables.machinery.outbox, "position", "payload")
    clocks = [state["order"]["clocks"][0] for state in told]
    assert ["provisional" in clock for clock in clocks] == [True, False]
    assert [clock["due"] for clock in clocks] == ["2027-01-04", "2027-01-05"]


async def test_told_again_it_moves_nothing_further(evaluation: Service, postgres: Postgres) -> None:
    here = somewhere()
    order = an_order(here, rules=ROLLING, now=at("2026-12-19"))
    await kept(postgres, here, order)
    await deliver(evaluation, KEEP, here, NEW_YEAR)
    await recompute(evaluation, here)

    await deliver(evaluation, KEEP, here, NEW_YEAR)
    await recompute(evaluation, here)

    journal = await rows(evaluation, here, tables.machinery.journal, "version", "body")
    assert len(journal) == 2


async def test_a_correction_moves_it_again(evaluation: Service, postgres: Postgres) -> None:
    here = somewhere()
    order = an_order(here, rules=ROLLING, now=at("2026-12-19"))
    await kept(postgres, here, order)
    await deliver(evaluation, KEEP, here, NEW_YEAR)
    await recompute(evaluation, here)

    corrected = calendars.CalendarPublished(year=2027, version=2, holidays=["2027-01-01"])
    await deliver(evaluation, KEEP, here, corrected)
    await recompute(evaluation, here)

    journal = await rows(evaluation, here, tables.machinery.journal, "version", "body")
    assert await shown(evaluation, here, order.id) < "2027-01-05"
    assert [entry["fact"] for entry in journal[1:]] == ["ClocksRecomputed", "ClocksRecomputed"]
