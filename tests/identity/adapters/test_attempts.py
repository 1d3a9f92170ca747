"""Attempts are counted across replicas, guesses side by side included."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from chassis.runtime import Platform, Service
from services.identity.adapters.attempts import PostgresAttempts
from services.identity.adapters.tables import attempts
from services.identity.domain.lockout import ACCOUNT, ADDRESS
from tests.builders import NOON, somewhere

pytestmark = pytest.mark.engines


@pytest.fixture
def counted(service: Service, platform: Platform) -> PostgresAttempts:
    return PostgresAttempts(service.engine, platform.vault)


async def test_of_many_guesses_at_once_no_more_than_are_free_come_through(
    counted: PostgresAttempts,
) -> None:
    name = f"name-{somewhere()}"
    waits = await asyncio.gather(*(counted.begin(name, "", ACCOUNT, NOON) for _ in range(20)))

    assert waits.count(0) == ACCOUNT.free
    assert set(waits) == {0, 15}


async def test_a_good_password_takes_back_its_own_attempt_from_the_address_and_no_more(
    counted: PostgresAttempts,
) -> None:
    address = f"address-{somewhere()}"
    for number in range(ADDRESS.free):
        assert await counted.begin(f"{address}-{number}", address, ACCOUNT, NOON) == 0
    assert await counted.begin(f"{address}-x", address, ACCOUNT, NOON) == 15
    await counted.succeeded(f"{address}-0", address)

    assert await counted.begin(f"{address}-y", address, ACCOUNT, NOON) == 0
    assert await counted.begin(f"{address}-z", address, ACCOUNT, NOON) == 15


async def test_old_counts_are_swept(counted: PostgresAttempts, service: Service) -> None:
    name, long_ago = f"name-{somewhere()}", NOON - timedelta(days=400)
    await counted.begin(name, "", ACCOUNT, long_ago)
    await counted.forget_old(NOON - timedelta(days=300))

    old = select(func.count()).where(attempts.c.last_at <= long_ago)
    async with service.engine.connect() as connection:
        assert await connection.scalar(old) == 0


async def test_neither_names_nor_addresses_are_kept(
    counted: PostgresAttempts, service: Service
) -> None:
    await counted.begin("zhang.san.planted", "10.9.8.7", ACCOUNT, NOON)
    async with service.engine.connect() as connection:
        keys = list(await connection.scalars(select(attempts.c.key)))

    assert all(len(key) == 32 for key in keys)
    assert not [key for key in keys if b"zhang" in key or b"10.9.8.7" in key]
