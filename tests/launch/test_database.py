"""The database is made once, and an unreachable server is named without its password."""

from collections.abc import Awaitable, Callable

import asyncpg
import pytest

from launch.database import create_database, is_there
from launch.engines import Engines
from launch.errors import DatabaseUnreachable
from launch.ports import free_port

pytestmark = pytest.mark.engines


async def test_a_missing_database_is_made_and_a_present_one_left_alone(engines: Engines) -> None:
    fresh = engines.admin.rpartition("/")[0] + "/made_once"

    assert not await is_there(fresh)
    await create_database(fresh)
    assert await is_there(fresh)
    connection = await asyncpg.connect(fresh)
    await connection.execute("CREATE TABLE kept ()")
    await connection.close()
    await create_database(fresh)

    connection = await asyncpg.connect(fresh)
    assert await connection.fetchval("SELECT count(*) FROM kept") == 0
    await connection.close()


@pytest.mark.parametrize("ask", [create_database, is_there])
async def test_a_server_that_is_not_there_is_named_without_its_password(
    ask: Callable[[str], Awaitable[object]],
) -> None:
    with pytest.raises(DatabaseUnreachable) as refusal:
        await ask(f"postgresql://admin:hush@127.0.0.1:{free_port()}/onedoor")

    assert "127.0.0.1" in str(refusal.value)
    assert "hush" not in str(refusal.value)
