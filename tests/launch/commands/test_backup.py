"""A passphrase is seen by whoever typed it, and by nobody who looks on."""

import asyncio
import os
import pty
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from chassis.vault import open_or_make
from launch.assembly import migrate
from launch.database import create_database
from launch.embedded import embedded
from launch.engines import Engines
from tests.launch.test_main import ONEDOOR

pytestmark = pytest.mark.engines

WORDS = b"correct horse battery staple"
NEXT_QUESTION = b": "


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place with empty schemas."""
    data = tmp_path_factory.mktemp("place") / "data"

    async def fill(engines: Engines) -> None:
        await create_database(engines.admin)
        await migrate(engines)

    with embedded(data) as house:
        asyncio.run(fill(house.engines))
    open_or_make(data / "keys" / "master.key")
    return data


def shown_of_processes() -> Iterator[tuple[int, bytes]]:
    """Command line and environment of everything that runs here."""
    for process in Path("/proc").glob("[0-9]*"):
        for file in ("cmdline", "environ"):
            with suppress(OSError):
                yield int(process.name), (process / file).read_bytes()


@pytest.mark.parametrize("typed", [False, True], ids=["read from a file", "typed"])
def test_a_passphrase_stands_in_no_list_of_processes_no_log_and_nothing_that_is_said(
    folder: Path, tmp_path: Path, typed: bool
) -> None:
    words, file = tmp_path / "passphrase", tmp_path / "onedoor.tar"
    words.write_bytes(WORDS)
    from_file = [] if typed else ["--passphrase-file", str(words)]
    screen, keyboard = pty.openpty()
    with subprocess.Popen(
        [ONEDOOR, "backup", str(file), "--data", str(folder), *from_file],
        stdin=keyboard,
        stdout=keyboard,
        stderr=keyboard,
        start_new_session=True,
        env={"PATH": "/usr/bin:/bin", "LANG": "en", "PYTHONUTF8": "1"},
    ) as command:
        os.close(keyboard)
        said, answers, seen, found = b"", 2 if typed else 0, set(), set()
        os.set_blocking(screen, False)
        while command.poll() is None:
            with suppress(BlockingIOError, OSError):
                said += os.read(screen, 65536)
            if answers and said.count(NEXT_QUESTION) > 2 - answers:
                os.write(screen, WORDS + b"\n")
                answers -= 1
            for process, told in shown_of_processes():
                seen.add(process)
                found |= {process} if WORDS in told else set()
    with suppress(BlockingIOError, OSError):
        said += os.read(screen, 65536)
    os.close(screen)

    assert command.returncode == 0, said.decode()
    assert b"onedoor.tar" in said
    assert command.pid in seen
    assert found == set()
    assert WORDS not in said
    kept = [path for path in (*folder.rglob("*"), file) if path.is_file()]
    assert {path.parent.name for path in kept} >= {"logs"}
    assert [path for path in kept if WORDS in path.read_bytes()] == []
