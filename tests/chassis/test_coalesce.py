"""Group commit."""

import asyncio
from collections.abc import Sequence

import pytest

from chassis.coalesce import MOST, Coalesced

BAD = -13


class Door:
    def __init__(self) -> None:
        self.calls: list[list[int]] = []

    async def __call__(self, jurisdiction: str, rows: Sequence[int]) -> list[int]:
        self.calls.append(list(rows))
        await asyncio.sleep(0)
        if BAD in rows:
            raise ValueError(str(BAD))
        return [row * 2 for row in rows]


async def test_a_lone_row_goes_at_once() -> None:
    door = Door()

    assert await Coalesced(door)("420881", 4) == 8
    assert door.calls == [[4]]


async def test_rows_that_come_meanwhile_share_the_next_call() -> None:
    door = Door()
    through = Coalesced(door)

    answers = await asyncio.gather(*(through("420881", row) for row in range(MOST + 11)))

    assert answers == [row * 2 for row in range(MOST + 11)]
    assert [len(call) for call in door.calls] == [MOST, 11]


async def test_a_row_that_fails_spoils_no_other() -> None:
    through = Coalesced(Door())

    answers = await asyncio.gather(
        *(through("420881", row) for row in (1, BAD, 2)), return_exceptions=True
    )

    assert answers[0] == 2
    assert isinstance(answers[1], ValueError)
    assert answers[2] == 4


async def test_a_client_that_goes_away_does_not_stop_the_others() -> None:
    door = Door()
    through = Coalesced(door)
    gone = asyncio.create_task(through("420881", 1))
    stays = asyncio.create_task(through("420881", 2))
    await asyncio.sleep(0)
    gone.cancel()

    assert await stays == 4
    with pytest.raises(asyncio.CancelledError):
        await gone
