"""The petition bureau presses an organ."""

from dataclasses import replace

import pytest

from chassis.kernel import Forbidden, Once
from services.evaluation.domain.errors import (
    NoSuchMatter,
    NoSuchSuggestion,
    OrderAlreadyOpen,
    OrganNotInMatter,
    SuggestionSettled,
    TriggerUnclear,
)
from services.evaluation.domain.facts import SuggestionTaken
from services.evaluation.domain.states import Standing
from services.evaluation.usecases import Demand, MatterKnown, issue_order
from tests.builders import an_id, at
from tests.evaluation.builders import (
    HOUSING,
    SUPERVISOR,
    a_matter,
    a_suggestion,
    an_answered_order,
)
from tests.evaluation.fakes import Memory

MATTER = a_matter()
DEMAND = Demand(mode="phone", matter=MATTER.matter, organ="housing", ground="电话无人接听")


async def test_orders_are_counted_by_year() -> None:
    memory = await Memory.of(MATTER, other := a_matter(), third := a_matter())
    issued = [
        (at("2026-12-30"), DEMAND),
        (at("2026-12-31", 23), replace(DEMAND, matter=other.matter)),
        (at("2027-01-01", 0), replace(DEMAND, matter=third.matter)),
    ]

    numbers = [
        str((await issue_order(memory.ports(now), SUPERVISOR, demand)).number)
        for now, demand in issued
    ]

    assert numbers == ["2026-1", "2026-2", "2027-1"]


async def test_a_taken_suggestion_brings_matter_organ_and_trigger() -> None:
    suggestion = a_suggestion(matter=MATTER.matter)
    memory = await Memory.of(MATTER, suggestion)

    order = await issue_order(
        memory.ports(), SUPERVISOR, Demand("on_site", suggestion=suggestion.id)
    )

    assert (order.matter, order.organ, order.trigger) == (MATTER.matter, "housing", "overdue")
    assert (suggestion.standing, suggestion.order) == (Standing.TAKEN, order.id)
    assert order.ground is None


async def test_only_the_order_answers_a_repeated_request() -> None:
    """One Idempotency-Key, one answer: the suggestion must not claim it as well."""
    suggestion = a_suggestion(matter=MATTER.matter)
    memory = await Memory.of(MATTER, suggestion)
    actor = replace(SUPERVISOR, once=Once("key", b"hash"))

    await issue_order(memory.ports(), actor, Demand("letter", suggestion=suggestion.id))

    (taken,) = memory.suggestions.facts
    assert isinstance(taken, SuggestionTaken)
    assert not hasattr(taken.by, "once")
    assert memory.orders.facts[0].by is actor


async def test_a_suggestion_is_taken_once() -> None:
    suggestion = a_suggestion(matter=MATTER.matter)
    suggestion.dismiss("已经办结", by=SUPERVISOR, now=at("2026-09-16"))
    memory = await Memory.of(MATTER, suggestion)

    with pytest.raises(SuggestionSettled):
        await issue_order(memory.ports(), SUPERVISOR, Demand("letter", suggestion=suggestion.id))

    assert memory.orders.kept == {}


async def test_one_open_order_for_a_matter_and_an_organ() -> None:
    memory = await Memory.of(MATTER)
    first = await issue_order(memory.ports(), SUPERVISOR, DEMAND)

    with pytest.raises(OrderAlreadyOpen) as refused:
        await issue_order(memory.ports(), SUPERVISOR, DEMAND)
    assert str(first.number) in refused.value.say("zh")

    first.answer("已核查", "已修复", by=HOUSING, now=at("2026-09-17"))
    first.close(by=SUPERVISOR, now=at("2026-09-18"))
    again = await issue_order(memory.ports(), SUPERVISOR, DEMAND)

    assert again.id != first.id


@pytest.mark.parametrize(
    ("demand", "refused"),
    [
        (Demand("phone"), TriggerUnclear),
        (replace(DEMAND, ground=""), TriggerUnclear),
        (replace(DEMAND, organ=""), TriggerUnclear),
        (replace(DEMAND, organ="health"), OrganNotInMatter),
        (replace(DEMAND, matter=an_id()), NoSuchMatter),
        (Demand("phone", suggestion=an_id()), NoSuchSuggestion),
    ],
)
async def test_an_order_that_rests_on_nothing_is_refused(
    demand: Demand, refused: type[Exception]
) -> None:
    memory = await Memory.of(MATTER)

    with pytest.raises(refused):
        await issue_order(memory.ports(), SUPERVISOR, demand)

    assert memory.told == []


async def test_a_suggestion_cannot_be_turned_on_another_organ() -> None:
    suggestion = a_suggestion(matter=MATTER.matter)
    memory = await Memory.of(MATTER, suggestion)

    with pytest.raises(TriggerUnclear):
        await issue_order(
            memory.ports(), SUPERVISOR, replace(DEMAND, suggestion=suggestion.id, ground="")
        )


async def test_no_order_is_issued_on_a_sealed_matter() -> None:
    memory = await Memory.of(MatterKnown(MATTER.matter, 2, MATTER.organs, sealed=True))

    with pytest.raises(NoSuchMatter):
        await issue_order(memory.ports(), SUPERVISOR, DEMAND)


async def test_an_organ_issues_no_orders() -> None:
    memory = await Memory.of(MATTER, an_answered_order())

    with pytest.raises(Forbidden, match="order:issue"):
        await issue_order(memory.ports(), HOUSING, DEMAND)
