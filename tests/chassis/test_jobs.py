"""Work that comes round."""

import asyncio
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.jobs import Job, repeat

pytestmark = pytest.mark.engines


async def test_in_two_replicas_a_job_runs_in_one_at_a_time(toy_engine: AsyncEngine) -> None:
    running, most, rounds = 0, 0, 0

    async def run() -> None:
        nonlocal running, most, rounds
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.02)
        running -= 1
        rounds += 1

    job = Job("toy-go-round", 0.01, run)
    replicas = [asyncio.create_task(repeat(job, toy_engine)) for _ in range(2)]
    async with asyncio.timeout(10):
        while rounds < 5:
            await asyncio.sleep(0.01)
    for replica in replicas:
        replica.cancel()
    await asyncio.wait(replicas)

    assert most == 1


async def test_a_round_that_fails_does_not_end_the_job(toy_engine: AsyncEngine) -> None:
    rounds = 0

    async def run() -> None:
        nonlocal rounds
        rounds += 1
        if rounds == 1:
            raise RuntimeError("no disk")

    running = asyncio.create_task(repeat(Job("toy-fail-once", 0.01, run), toy_engine))
    async with asyncio.timeout(10):
        while rounds < 2:
            await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.wait([running])

    assert rounds >= 2


async def test_however_many_jobs_begin_at_once_none_waits_for_another_s_connection(
    toy_engine: AsyncEngine,
) -> None:
    """Each holds one for its lock and works on a second; the pool has four, and ten seconds."""
    done = set[str]()

    async def work(name: str) -> None:
        async with toy_engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
        done.add(name)

    names = [f"toy-begin-{number}" for number in range(8)]
    jobs = [Job(name, 60, partial(work, name)) for name in names]
    running = [asyncio.create_task(repeat(job, toy_engine)) for job in jobs]
    async with asyncio.timeout(8):
        while done != set(names):
            await asyncio.sleep(0.01)
    for one in running:
        one.cancel()
    await asyncio.wait(running)
