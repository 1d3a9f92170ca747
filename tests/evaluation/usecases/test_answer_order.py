"""The organ answers."""

import pytest

from chassis.kernel import Forbidden
from services.evaluation.domain.errors import NoSuchOrder
from services.evaluation.domain.states import State
from services.evaluation.usecases import answer_order
from tests.evaluation.builders import HOUSING, SUPERVISOR, a_handler, an_order
from tests.evaluation.fakes import Memory


async def test_the_organs_answer_is_kept() -> None:
    order = an_order()
    memory = await Memory.of(order)

    await answer_order(memory.ports(), HOUSING, order.id, "已核查", "已修复")

    assert (order.state, memory.told) == (State.ANSWERED, ["OrderAnswered"])


async def test_the_supervisor_cannot_answer_for_the_organ() -> None:
    order = an_order()
    memory = await Memory.of(order)

    with pytest.raises(Forbidden, match="order:answer"):
        await answer_order(memory.ports(), SUPERVISOR, order.id, "…", "…")


async def test_an_organ_that_was_not_asked_finds_nothing() -> None:
    order = an_order()
    memory = await Memory.of(order)

    with pytest.raises(NoSuchOrder):
        await answer_order(memory.ports(), a_handler(organ="health"), order.id, "…", "…")
