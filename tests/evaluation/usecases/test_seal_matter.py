"""A matter turns out to be an accusation."""

from services.evaluation.domain.states import Standing
from services.evaluation.usecases import MatterKnown, seal_matter, suggest_orders
from tests.evaluation.builders import a_late_term, a_matter, a_suggestion, an_order
from tests.evaluation.fakes import Memory


async def test_suggestions_forget_it_and_orders_hide_it() -> None:
    matter = a_matter()
    suggestion, order = a_suggestion(matter=matter.matter), an_order(matter=matter.matter)
    other = an_order()
    memory = await Memory.of(matter, suggestion, order, other)

    await seal_matter(memory.consumer_ports(), matter.matter, 2)
    await seal_matter(memory.consumer_ports(), matter.matter, 3)

    assert (suggestion.standing, order.sealed, other.sealed) == (Standing.FORGOTTEN, True, False)
    assert memory.told == ["SuggestionForgotten", "OrderSealed"]


async def test_an_event_from_before_the_seal_suggests_nothing() -> None:
    memory, matter = Memory(), a_matter(version=2)

    await seal_matter(memory.consumer_ports(), matter.matter, 3)
    await suggest_orders(memory.consumer_ports(), (matter, [a_late_term()]))
    await suggest_orders(memory.consumer_ports(), (MatterKnown(matter.matter), [a_late_term()]))

    assert memory.told == []
