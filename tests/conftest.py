"""Real engines for the tests that need them: started once, on free ports, gone at the end."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from launch.embedded import embedded
from launch.engines import Engines
from launch.roles import prepare_database


@pytest.fixture(scope="session")
async def engines() -> AsyncIterator[Engines]:
    folder = Path(mkdtemp(prefix="onedoor-tests-"))
    try:
        with embedded(folder) as house:
            await prepare_database(house.engines)
            yield house.engines
    finally:
        shutil.rmtree(folder)
