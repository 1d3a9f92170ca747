"""The county of the access tests, opened once, and the things in it."""

from collections.abc import AsyncIterator

import pytest

from chassis import organisation
from launch import assembly
from launch.engines import Engines
from tests.access.county import County, open_county
from tests.access.stage import Stage


@pytest.fixture(scope="session")
async def county(
    engines: Engines, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[County]:
    await assembly.migrate(engines)
    with pytest.MonkeyPatch.context() as patched:
        # Nobody's post changes under way, and thousands of questions are asked of each.
        patched.setattr(organisation, "REMEMBERED_SECONDS", 3600.0)
        async with open_county(engines, tmp_path_factory.mktemp("access")) as opened:
            await opened.employ(*opened.everybody.values(), *opened.clerks.values())
            yield opened


@pytest.fixture(scope="session")
async def stage(county: County) -> Stage:
    prepared = Stage(county)
    await prepared.prepare()
    return prepared
