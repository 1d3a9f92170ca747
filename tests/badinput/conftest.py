"""The county of these tests: five services in one process, and something in every state."""

from collections.abc import AsyncIterator

import pytest

from chassis import organisation
from launch import assembly
from launch.engines import Engines
from tests.access.county import County, open_county
from tests.access.stage import Stage


@pytest.fixture(scope="session")
async def stage(engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    await assembly.migrate(engines)
    with pytest.MonkeyPatch.context() as patched:
        # Nobody's post changes under way, and thousands of questions are asked of each.
        patched.setattr(organisation, "REMEMBERED_SECONDS", 3600.0)
        async with open_county(engines, tmp_path_factory.mktemp("badinput")) as opened:
            await opened.employ(*opened.everybody.values())
            prepared = Stage(opened)
            await prepared.prepare()
            yield prepared


@pytest.fixture(scope="session")
def county(stage: Stage) -> County:
    return stage.county
