"""The doctor names what would keep the platform from working on this machine."""

import socket
from pathlib import Path

import pytest

from launch import checks as looking
from launch.checks import Check, checks
from launch.folder import opened
from launch.ports import free_port
from launch.settings import Settings


def found(folder: Path, **choices: int) -> dict[str, Check]:
    settings = Settings(
        data=folder,
        http_port=choices.get("http_port", free_port()),
        grpc_port=choices.get("grpc_port", free_port()),
    )
    return {check.name: check for check in checks(settings)}


def test_the_doctor_leaves_nothing_behind(tmp_path: Path) -> None:
    assert found(tmp_path / "data")["Data folder"].said.endswith("made at the first start")
    assert not list(tmp_path.iterdir())


def test_the_engines_are_there_with_their_versions(tmp_path: Path) -> None:
    here = found(tmp_path)

    assert here["PostgreSQL"].said.startswith("18.")
    assert here["NATS"].said.startswith("2.")


def test_a_door_in_use_is_found(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        here = found(tmp_path, grpc_port=taken.getsockname()[1])

    assert not here["gRPC port"].is_good
    assert here["HTTP port"].is_good


def test_a_running_platform_is_seen(tmp_path: Path) -> None:
    with opened(tmp_path):
        assert "in use" in found(tmp_path)["Data folder"].said


@pytest.mark.parametrize(("limit", "good"), [(0.0, False), (10_000.0, True)])
def test_a_slow_disk_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: float, good: bool
) -> None:
    monkeypatch.setattr(looking, "SLOW_FSYNC_MS", limit)

    assert found(tmp_path)["Disk"].is_good is good
