"""Real engines for the tests that need them: started once, on free ports, gone at the end."""

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import settings

from launch.database import create_database
from launch.embedded import embedded
from launch.engines import Engines
from tools.keycloak import CannotBeHad, Keycloak, is_required, running

# A change is judged by the same cases as the one before; the long runs look for new ones.
settings.register_profile("alike", derandomize=True, database=None)
settings.load_profile("alike")


@pytest.fixture(scope="session")
async def engines() -> AsyncIterator[Engines]:
    folder = Path(mkdtemp(prefix="onedoor-tests-"))
    try:
        with embedded(folder) as house:
            await create_database(house.engines.admin)
            yield house.engines
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def keycloak() -> Iterator[Keycloak]:
    """A real one, or the reason why there is none here."""
    with ExitStack() as stack:
        try:
            found = stack.enter_context(running())
        except CannotBeHad as reason:
            if is_required():
                raise
            pytest.skip(f"no Keycloak: {reason}")
        yield found
