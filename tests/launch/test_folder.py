"""The data folder is looked at by several processes in one moment, and none is in another's way."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from launch import folder
from launch.errors import DiskFull, FolderInUse
from launch.folder import is_in_use, opened, prepare

TIMES = 400


def test_all_services_may_look_at_it_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as services:
        looked = services.map(prepare, [tmp_path / "data"] * TIMES)

    assert list(looked) == [None] * TIMES
    assert {place.name for place in (tmp_path / "data").iterdir()} == {"logs", "keys"}


def test_it_is_for_its_owner_alone(tmp_path: Path) -> None:
    prepare(tmp_path / "data")

    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
    assert (tmp_path / "data" / "keys").stat().st_mode & 0o077 == 0


def test_it_belongs_to_one_platform_at_a_time(tmp_path: Path) -> None:
    with opened(tmp_path / "data") as place:
        assert is_in_use(place)
        with pytest.raises(FolderInUse), opened(place):
            pass

    assert not is_in_use(place)


def test_a_disk_without_room_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "NEEDED_MB", 1 << 40)

    with pytest.raises(DiskFull, match="MB are free"):
        prepare(tmp_path / "data")
