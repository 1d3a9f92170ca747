"""Others' events, as they reach evaluation."""

from uuid import UUID

import pytest
from google.protobuf.message import Message
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis.events.inbox import Delivery
from chassis.pages import Page
from chassis.runtime import Platform, Service
from onedoor.alerts.events.v1 import deadline_events_pb2 as alerts
from onedoor.intake.events.v1 import matter_events_pb2 as intake
from services.evaluation.adapters.postgres import KEPT_SUGGESTIONS, Postgres, kept_orders
from services.evaluation.queries import Queries
from tests.builders import SHELF, an_id, somewhere
from tests.doors import deliver
from tests.evaluation.adapters.test_postgres import kept, loaded
from tests.evaluation.builders import a_supervisor, an_order

pytestmark = pytest.mark.engines

SUGGEST, WATCH, SEAL = (
    "evaluation-suggest-orders",
    "evaluation-watch-matters",
    "evaluation-seal-matters",
)


@pytest.fixture
def queries(evaluation: Service, evaluation_platform: Platform) -> Queries:
    vault = evaluation_platform.vault
    return Queries(evaluation.engine, vault, kept_orders(SHELF), KEPT_SUGGESTIONS)


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
