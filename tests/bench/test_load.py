"""A load asks as often as it is answered, and says how long that took."""

import asyncio
import os

import pytest

from bench.load import Seen, cpu_seconds, load


async def test_every_answer_is_counted_and_timed() -> None:
    asked = 0

    async def call() -> None:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0.01)

    seen = await load([call, call], seconds=0.1)

    assert len(seen.answers) == asked
    assert all(answer >= 0.01 for answer in seen.answers)
    assert seen.rate == asked / seen.seconds


async def test_a_refused_call_ends_the_run() -> None:
    async def call() -> None:
        raise RuntimeError("refused")

    with pytest.raises(ExceptionGroup):
        await load([call], seconds=1)


def test_the_tail_of_the_answers_is_found() -> None:
    seen = Seen(1.0, [float(number) for number in range(1, 102)])

    assert (seen.within(50), seen.within(99)) == (51, 100)


def test_work_of_a_process_only_grows() -> None:
    before = cpu_seconds(os.getpid())

    sum(number * number for number in range(1_000_000))

    assert cpu_seconds(os.getpid()) >= before
