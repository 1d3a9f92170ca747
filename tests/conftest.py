"""Real engines for the tests that need them: started once, on free ports, gone at the end."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from launch.database import create_database
from launch.embedded import embedded
from launch.engines import Engines


@pytest.fixture(scope="session")
async def engines() -> AsyncIterator[Engines]:
    folder = Path(mkdtemp(prefix="onedoor-tests-"))
    try:
        with embedded(folder) as house:
            await create_database(house.engines.admin)
            yield house.engines
    finally:
        shutil.rmtree(folder)
