"""An answer that does not do."""

import pytest

from chassis.kernel import Forbidden
from services.evaluation.domain.states import State
from services.evaluation.usecases import return_answer
from tests.evaluation.builders import HOUSING, SUPERVISOR, an_answered_order
from tests.evaluation.fakes import Memory


async def test_a_returned_answer_presses_again() -> None:
    order = an_answered_order()
    memory = await Memory.of(order)

    await return_answer(memory.ports(), SUPERVISOR, order.id, "没有附上验收记录")

    assert (order.state, memory.told) == (State.RETURNED, ["OrderReturned"])


async def test_the_organ_cannot_return_its_own_answer() -> None:
    order = an_answered_order()
    memory = await Memory.of(order)

    with pytest.raises(Forbidden):
        await return_answer(memory.ports(), HOUSING, order.id, "…")
