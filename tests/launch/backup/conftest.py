"""A small place that was backed up once, and what is made of it."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from chassis.vault import open_or_make
from launch.assembly import migrate
from launch.backup.parts import Reading
from launch.backup.restoring import Restored, restore
from launch.backup.taking import take
from launch.database import create_database
from launch.embedded import embedded
from launch.engines import Engines
from launch.settings import Settings
from tests.builders import NOON
from tests.launch.backup.builders import FILES, LATER, LOCK, ROWS, Saved


@pytest.fixture(scope="package")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Saved:
    folder = tmp_path_factory.mktemp("backup")
    found = Saved(folder / "data", folder / "onedoor.tar")

    async def fill(engines: Engines) -> None:
        await create_database(engines.admin)
        await migrate(engines)
        connection = await asyncpg.connect(engines.admin)
        for statement in ROWS:
            await connection.execute(statement)
        await connection.close()
        open_or_make(found.data / "keys" / "master.key")
        for place, content in FILES.items():
            file = found.data / place
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content)
        await take(found.settings, engines, found.file, LOCK, NOON)

    with embedded(found.data) as house:
        asyncio.run(fill(house.engines))
    return found


@pytest.fixture(scope="package")
def restored(saved: Saved, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Restored]:
    folder = tmp_path_factory.mktemp("restored") / "data"
    return folder, restore(Settings(data=folder), Reading(saved.file), LOCK, LATER)
