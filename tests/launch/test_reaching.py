"""A command finds the engines: those named, those running, or its own for a moment."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from launch.embedded import embedded
from launch.errors import NothingHere, StillStarting
from launch.reaching import reached
from launch.settings import Settings


def test_engines_that_the_settings_name_come_first(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, database_url=SecretStr("postgresql://db/onedoor"))

    with reached(settings) as engines:
        assert engines.admin == "postgresql://db/onedoor"


@pytest.mark.engines
def test_a_running_platform_is_joined_and_a_stopped_one_is_started_for_a_moment(
    tmp_path: Path,
) -> None:
    settings = Settings(data=tmp_path)
    with embedded(tmp_path) as house:
        with pytest.raises(StillStarting), reached(settings):
            pass
        house.running.write(house.engines)

        with reached(settings) as joined:
            assert joined == house.engines
    with reached(settings) as started:
        assert started.admin != house.engines.admin

    assert not house.running.file.exists()


def test_where_there_is_no_data_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(NothingHere), reached(Settings(data=tmp_path / "data")):
        pass

    assert not (tmp_path / "data").exists()
