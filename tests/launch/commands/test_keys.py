"""`onedoor keys rotate`, by whoever holds the data folder."""

import asyncio
from pathlib import Path

import asyncpg
import pytest
from typer.testing import CliRunner

from launch.__main__ import onedoor
from launch.assembly import migrate
from launch.database import create_database
from launch.embedded import embedded
from launch.engines import Engines
from launch.reaching import reached
from launch.settings import Settings

pytestmark = pytest.mark.engines

SIGNING = "SELECT kid FROM identity.signing_keys WHERE retired_at IS NULL"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    async def prepare(engines: Engines) -> None:
        await create_database(engines.admin)
        await migrate(engines)

    with embedded(tmp_path / "data") as house:
        asyncio.run(prepare(house.engines))
    return tmp_path / "data"


def signing(data: Path) -> list[str]:
    async def asked(admin: str) -> list[str]:
        connection = await asyncpg.connect(admin)
        try:
            return [row["kid"] for row in await connection.fetch(SIGNING)]
        finally:
            await connection.close()

    with reached(Settings(data=data)) as engines:
        return asyncio.run(asked(engines.admin))


def test_each_time_another_key_signs_and_it_alone(data: Path) -> None:
    rotate = ["keys", "rotate", "--data", str(data)]
    told = CliRunner().invoke(onedoor, rotate)
    first = signing(data)
    CliRunner().invoke(onedoor, rotate)
    second = signing(data)

    assert (told.exit_code, len(first), len(second)) == (0, 1, 1), told.output
    assert first != second
