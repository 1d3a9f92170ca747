"""`onedoor up`: it opens, it closes in time, it finds its data again, it touches nothing else."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from launch.engines import SERVICES
from launch.ports import free_port, free_ports

pytestmark = pytest.mark.engines

ONEDOOR = Path(sys.executable).with_name("onedoor")
OPENS_SECONDS = 60
BEHIND = ("sh", "-c", "trap '' INT && exec \"$@\"", "sh")
"""How a shell starts a program that is not to be in its way: Ctrl-C does not reach it."""
SHARED = [Path("/", *parts) for parts in (("etc",), ("var",), ("dev", "shm"), ("run",))]


class Platform:
    """A platform in a process of its own, as a person starts it."""

    def __init__(
        self, folder: Path, *more: str, before: Sequence[str] = (), **environment: str
    ) -> None:
        self.http = free_ports(2 * len(SERVICES))  # as many as --split wants
        self.grpc = self.http + len(SERVICES)
        self.folder = folder
        doors = ("--http-port", str(self.http), "--grpc-port", str(self.grpc))
        self.process = subprocess.Popen(
            [*before, ONEDOOR, "up", "--data", folder, *doors, *more],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | environment,
        )

    def wait_until_open(self) -> None:
        until = time.monotonic() + OPENS_SECONDS
        while self.readiness(self.http) != 200:
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < until
            time.sleep(0.05)

    def readiness(self, port: int) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as fault:
            return fault.code
        except OSError:
            return 0

    def stop(self, how: signal.Signals) -> float:
        began = time.monotonic()
        self.process.send_signal(how)
        self.process.wait(30)
        return time.monotonic() - began

    def said(self) -> str:
        assert self.process.stdout
        with self.process.stdout as output:
            return output.read()


@contextmanager
def running(
    folder: Path, *more: str, before: Sequence[str] = (), **environment: str
) -> Iterator[Platform]:
    platform = Platform(folder, *more, before=before, **environment)
    try:
        platform.wait_until_open()
        yield platform
    finally:
        with suppress(ProcessLookupError):
            platform.process.kill()
        platform.process.wait()
        if platform.process.stdout:
            platform.process.stdout.close()


def living_in(folder: Path) -> list[str]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if Path(entry, "cwd").readlink().is_relative_to(folder):
                found.append(Path(entry, "comm").read_text().strip())
    return found


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_closes_within_five_seconds_though_somebody_listens(
    tmp_path: Path, how: signal.Signals
) -> None:
    with running(tmp_path / "data") as platform:
        listener = socket.create_connection(("127.0.0.1", platform.http))
        listener.sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
        assert listener.recv(100)

        took = platform.stop(how)
        listener.close()

        assert took < 5
        assert platform.process.returncode == 0
        assert "Traceback" not in platform.said()
        assert living_in(tmp_path) == []


def test_it_says_where_it_is_open(tmp_path: Path) -> None:
    with running(tmp_path / "data") as platform:
        platform.stop(signal.SIGINT)

        assert f"http://127.0.0.1:{platform.http}" in platform.said()


def test_after_a_kill_it_opens_again_with_its_data(tmp_path: Path) -> None:
    with running(tmp_path / "data") as first:
        first.process.kill()
        first.process.wait()
    kept = (tmp_path / "data" / "secrets.json").read_text()

    with running(tmp_path / "data") as second:
        second.stop(signal.SIGINT)

    assert (tmp_path / "data" / "secrets.json").read_text() == kept
    assert living_in(tmp_path) == []


@pytest.mark.parametrize("options", [(), ("--split",)], ids=["whole", "split"])
def test_a_master_key_that_is_lost_is_told_before_a_new_one_seals_anything(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    with running(tmp_path / "data") as first:
        first.stop(signal.SIGINT)
    key = tmp_path / "data" / "keys" / "master.key"
    kept = key.read_bytes()
    key.unlink()

    told = Platform(tmp_path / "data", *options)
    told.process.wait(OPENS_SECONDS)

    assert told.process.returncode == 2
    assert f"sealed under another master key than {key}" in " ".join(told.said().split())
    key.write_bytes(kept)
    with running(tmp_path / "data") as again:
        again.stop(signal.SIGINT)


def test_each_service_in_a_process_of_its_own_and_back_after_a_kill(tmp_path: Path) -> None:
    with running(tmp_path / "data", "--split", before=BEHIND) as platform:
        doors = [platform.http + n for n in range(len(SERVICES))]
        wait_for(lambda: [platform.readiness(door) for door in doors] == [200] * len(doors))

        pid = int(process_of("mediation", tmp_path))
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: process_of("mediation", tmp_path) not in {"", str(pid)})
        wait_for(lambda: [platform.readiness(door) for door in doors] == [200] * len(doors))

        assert platform.stop(signal.SIGINT) < 5
        assert platform.process.returncode == 0
        assert living_in(tmp_path) == []


def test_who_is_split_recovers_from_the_loss_of_its_template_and_dies_with_its_parent(
    tmp_path: Path,
) -> None:
    with running(tmp_path / "data", "--split") as platform:
        doors = [platform.http + n for n in range(len(SERVICES))]
        wait_for(lambda: [platform.readiness(door) for door in doors] == [200] * len(doors))
        before = {process_of(name, tmp_path) for name in SERVICES}

        os.kill(int(process_of("template", tmp_path)), signal.SIGKILL)
        wait_for(lambda: not before & {process_of(name, tmp_path) for name in SERVICES})
        wait_for(lambda: [platform.readiness(door) for door in doors] == [200] * len(doors))

        platform.process.kill()
        platform.process.wait()
        wait_for(lambda: living_in(tmp_path) == [])


def wait_for(holds: Callable[[], bool], seconds: float = OPENS_SECONDS) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.1)


def process_of(name: str, folder: Path) -> str:
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            here = Path(entry, "cwd").readlink().is_relative_to(folder)
            if here and Path(entry, "comm").read_text().strip() == name:
                return entry.name
    return ""


def test_a_port_in_use_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = subprocess.run(
            [ONEDOOR, "up", "--data", tmp_path / "data", "--http-port", str(port)],
            capture_output=True,
            text=True,
            check=False,
        )

    assert said.returncode == 2
    assert f"Port {port} is in use" in said.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("options", [(), ("--split",)], ids=["whole", "split"])
def test_a_missing_rulebook_is_told_before_anything_is_made(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    doors = ("--http-port", str(free_port()), "--grpc-port", str(free_port()))
    said = subprocess.run(
        [ONEDOOR, "up", "--data", tmp_path / "data", *doors, *options],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"ONEDOOR_RULEBOOKS": str(tmp_path / "none")},
    )

    assert said.returncode == 2
    assert "base.yaml" in said.stderr
    assert "Traceback" not in said.stderr
    assert not (tmp_path / "data").exists()


def test_a_second_platform_on_the_same_folder_is_told(tmp_path: Path) -> None:
    with running(tmp_path / "data"):
        second = Platform(tmp_path / "data")
        second.process.wait(30)

        assert second.process.returncode == 2
        assert "Another OneDoor is running" in second.said()


def test_it_changes_nothing_outside_its_data_folder(tmp_path: Path) -> None:
    """A home, a place for temporary files and a working folder of its own, all empty before."""
    places = {"HOME": tmp_path / "home", "TMPDIR": tmp_path / "tmp"}
    for place in places.values():
        place.mkdir()
    marker = tmp_path / "marker"
    marker.touch()
    before = newer_than(marker)

    environment = {name: str(place) for name, place in places.items()}
    with running(tmp_path / "data", PYTHONDONTWRITEBYTECODE="1", **environment) as platform:
        during = newer_than(marker) - before
        platform.stop(signal.SIGINT)

    after = newer_than(marker) - before
    assert [str(p) for p in during | after if not p.is_relative_to(tmp_path / "data")] == []
    assert [list(place.iterdir()) for place in places.values()] == [[], []]


def newer_than(marker: Path) -> set[Path]:
    """Where a program might leave things: the system's own folders, not those of other tests."""
    since = marker.stat().st_mtime_ns
    found = set()
    for top in (*SHARED, marker.parent):
        for folder, _, files in os.walk(top, onerror=None):
            for name in files:
                path = Path(folder, name)
                with suppress(OSError):
                    if path.lstat().st_mtime_ns > since:
                        found.add(path)
    return found
