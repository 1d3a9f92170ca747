"""Work that loses a cancellation ends all the same."""

import asyncio

import pytest

from chassis.cancelling import insist


async def loses_the_first(lost: list[str]) -> None:
    while True:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            lost.append("a cancellation")
            if len(lost) > 1:
                raise


async def test_who_loses_a_cancellation_is_asked_again() -> None:
    lost: list[str] = []
    async with asyncio.timeout(5):
        task = asyncio.create_task(insist(loses_the_first(lost)))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    assert len(lost) == 2


async def test_a_fault_of_the_work_comes_through() -> None:
    async def fails() -> None:
        raise OSError("the bus is gone")

    with pytest.raises(OSError, match="the bus is gone"):
        await insist(fails())
