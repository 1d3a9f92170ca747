"""A supervisor sees no need for an order."""

import pytest

from chassis.kernel import Forbidden
from services.evaluation.domain.states import Standing
from services.evaluation.usecases import dismiss_suggestion
from tests.evaluation.builders import HOUSING, SUPERVISOR, a_suggestion
from tests.evaluation.fakes import Memory


async def test_a_dismissed_suggestion_stays_with_its_reason() -> None:
    suggestion = a_suggestion()
    memory = await Memory.of(suggestion)

    await dismiss_suggestion(memory.ports(), SUPERVISOR, suggestion.id, "逾期系节假日所致")

    assert (suggestion.standing, memory.told) == (Standing.DISMISSED, ["SuggestionDismissed"])


async def test_the_organ_itself_dismisses_nothing() -> None:
    suggestion = a_suggestion()
    memory = await Memory.of(suggestion)

    with pytest.raises(Forbidden):
        await dismiss_suggestion(memory.ports(), HOUSING, suggestion.id, "…")
