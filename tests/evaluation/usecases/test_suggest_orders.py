"""Something happened: an order is suggested, once, and issued by nobody."""

import pytest

from services.evaluation.domain.triggers import Given, occasions
from services.evaluation.usecases import MatterKnown, suggest_orders
from tests.evaluation.builders import a_late_term, a_matter
from tests.evaluation.fakes import Memory


async def test_the_same_occasion_told_twice_is_one_suggestion_and_no_order() -> None:
    memory, matter = Memory(), a_matter()

    await suggest_orders(memory.consumer_ports(), (matter, [a_late_term()]))
    await suggest_orders(memory.consumer_ports(), (matter, [a_late_term()]))

    assert memory.told == ["SuggestionRaised"]
    assert memory.orders.kept == {}


async def test_what_does_not_count_is_not_suggested_but_the_matter_is_known() -> None:
    memory, matter = Memory(), a_matter()

    await suggest_orders(
        memory.consumer_ports(), (matter, list(occasions([], [Given("housing", 1)])))
    )

    assert (memory.told, memory.matters.kept) == ([], {matter.matter: matter})


@pytest.mark.parametrize("state", [{"sealed": True}, {"historical": True}])
async def test_nothing_is_made_of_a_sealed_or_a_historical_matter(state: dict[str, bool]) -> None:
    known = MatterKnown(a_matter().matter, 3, frozenset({"housing"}), **state)
    memory = await Memory.of(known)

    await suggest_orders(memory.consumer_ports(), (MatterKnown(known.matter), [a_late_term()]))

    assert memory.told == []


async def test_an_older_event_does_not_take_an_organ_away() -> None:
    newer = a_matter(version=5)
    older = MatterKnown(newer.matter, 2, frozenset({"petition-bureau"}))
    memory = await Memory.of(newer)

    await suggest_orders(memory.consumer_ports(), (older, []))

    assert memory.matters.kept[newer.matter].organs == newer.organs
