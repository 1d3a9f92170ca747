"""Where the engines are is told to the owner of the folder, while they run."""

from pathlib import Path

from launch.engines import Engines
from launch.folder import opened
from launch.whereabouts import Running

ENGINES = Engines("postgresql://a:b@c/d", "nats://c", {"intake": "x"}, {})


def test_it_is_read_back_by_its_owner_only(tmp_path: Path) -> None:
    with opened(tmp_path):
        Running(tmp_path).write(ENGINES)

        assert Running(tmp_path).engines() == ENGINES
        assert Running(tmp_path).file.stat().st_mode & 0o777 == 0o600


def test_what_a_killed_platform_left_is_not_believed(tmp_path: Path) -> None:
    with opened(tmp_path):
        Running(tmp_path).write(ENGINES)

    assert Running(tmp_path).engines() is None
