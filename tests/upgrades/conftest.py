"""An earlier folder, opened once by the code of today."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.conftest import opened, pytest_runtest_makereport
from tests.journeys.house import House
from tests.upgrades.folders import FOLDERS, set_up

__all__ = ["pytest_runtest_makereport"]


@pytest.fixture(scope="session", params=FOLDERS, ids=lambda kept: kept.name)
def kept(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


@pytest.fixture(scope="session")
def house(kept: Path) -> Iterator[House]:
    house = House()
    set_up(kept, house.data)
    yield from opened(house)
