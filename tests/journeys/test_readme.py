"""The first screen of the README does what it says, from nothing to an overdue petition."""

import os
import re
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from launch.ports import free_port

READMES = (Path("README.md"), Path("README.zh.md"))
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OPEN_SECONDS = 120
CLOSED_SECONDS = 20
BASH = ("bash", "-eu", "-o", "pipefail", "-c")


def blocks(readme: Path) -> list[str]:
    return BLOCK.findall(readme.read_text(encoding="utf-8"))


@pytest.fixture
def reader(tmp_path: Path) -> dict[str, str]:
    """A newcomer's environment, on a data folder and doors of its own."""
    here = {
        "ONEDOOR_DATA": str(tmp_path / "data"),
        "ONEDOOR_HTTP_PORT": str(free_port()),
        "ONEDOOR_GRPC_PORT": str(free_port()),
        "MAKEFLAGS": "--old-file=.venv/ready",  # these tests run in it; nothing may renew it
        "LANG": "C.UTF-8",
    }
    inherited = {name: value for name, value in os.environ.items() if name[:8] != "ONEDOOR_"}
    return inherited | here


@pytest.fixture
def centre(reader: dict[str, str], tmp_path: Path) -> Iterator[None]:
    """The first block, in a terminal of its own."""
    first = blocks(READMES[0])[0]
    with (tmp_path / "up.log").open("w") as log:
        terminal = subprocess.Popen(
            [*BASH, first], env=reader, stdout=log, stderr=log, start_new_session=True
        )
    try:
        _wait_until_open(terminal, reader["ONEDOOR_HTTP_PORT"], tmp_path / "up.log")
        yield
    finally:
        os.killpg(terminal.pid, signal.SIGINT)
        terminal.wait(CLOSED_SECONDS)


def _wait_until_open(terminal: "subprocess.Popen[bytes]", port: str, log: Path) -> None:
    until = time.monotonic() + OPEN_SECONDS
    while time.monotonic() < until and terminal.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.5)
    raise AssertionError(log.read_text())


@pytest.mark.engines
@pytest.mark.usefixtures("centre")
def test_the_readme_leads_from_nothing_to_an_overdue_petition(reader: dict[str, str]) -> None:
    script = "".join(blocks(READMES[0])[1:])

    done = subprocess.run(
        [*BASH, script], env=reader, capture_output=True, text=True, check=False, timeout=120
    )

    said = done.stdout
    assert done.returncode == 0, said + done.stderr
    assert "20 rows: 20 registered" in said
    assert "12 rows: 12 registered" in said
    assert '"clear":"housing"' in said
    assert '"status":"in_progress"' in said
    assert re.search(r"人力资源和社会保障局 │ handling +│ +1 │", said), said
    assert re.search(r"all .*│ +5 │.*│ +5 │", said), said


def test_both_languages_tell_the_same_commands() -> None:
    english, chinese = map(blocks, READMES)

    assert english
    assert english == chinese
