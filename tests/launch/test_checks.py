"""The doctor names what would keep the platform from working on this machine."""

import socket
from pathlib import Path

import pytest

from launch import checks as looking
from launch.checks import Check, checks
from launch.doors import keep_doors
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


def test_a_running_platform_is_seen_and_its_doors_are_its_own(tmp_path: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as http,
        socket.create_server(("127.0.0.1", 0)) as grpc,
    ):
        ports = {"http_port": http.getsockname()[1], "grpc_port": grpc.getsockname()[1]}
        keep_doors({"intake": Settings(data=tmp_path, **ports)}, "http://sso.test")
        stopped = found(tmp_path, **ports)
        with opened(tmp_path):
            running = found(tmp_path, **ports)

    assert "in use" in running["Data folder"].said
    assert running["HTTP port"].is_good
    assert running["gRPC port"].is_good
    assert not stopped["HTTP port"].is_good
    assert not stopped["gRPC port"].is_good


@pytest.mark.parametrize(("limit", "good"), [(0.0, False), (10_000.0, True)])
def test_a_slow_disk_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: float, good: bool
) -> None:
    monkeypatch.setattr(looking, "SLOW_FSYNC_MS", limit)

    assert found(tmp_path)["Disk"].is_good is good
