"""An answer that does."""

import pytest

from chassis.kernel import Forbidden
from services.evaluation.domain.errors import OrderNotInState
from services.evaluation.domain.states import State
from services.evaluation.usecases import close_order
from tests.evaluation.builders import HOUSING, SUPERVISOR, an_answered_order, an_order
from tests.evaluation.fakes import Memory


async def test_an_answered_order_is_done() -> None:
    order = an_answered_order()
    memory = await Memory.of(order)

    await close_order(memory.ports(), SUPERVISOR, order.id)

    assert (order.state, memory.told) == (State.CLOSED, ["OrderClosed"])


async def test_silence_closes_nothing() -> None:
    order = an_order()
    memory = await Memory.of(order)

    with pytest.raises(OrderNotInState):
        await close_order(memory.ports(), SUPERVISOR, order.id)


async def test_the_organ_cannot_close_it() -> None:
    order = an_answered_order()
    memory = await Memory.of(order)

    with pytest.raises(Forbidden):
        await close_order(memory.ports(), HOUSING, order.id)
