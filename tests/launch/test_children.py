"""A program that cannot run is named; one that ends is started again; none outlives its owner."""

import re
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from launch.children import Child, Program, close_all, settle_all
from launch.errors import EngineDidNotStart, EngineGone
from launch.wheels import last_line


def a_program(folder: Path, *command: str, stop: signal.Signals = signal.SIGTERM) -> Program:
    return Program(
        name="toy",
        command=command,
        folder=folder,
        log=folder / "toy.log",
        is_ready=lambda _: "ready" in (folder / "toy.log").read_text(),
        explain=last_line,
        stop=stop,
    )


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def test_a_program_that_gives_up_is_quoted(tmp_path: Path) -> None:
    child = Child(a_program(tmp_path, *python("import sys; sys.exit('no disk left')")))

    with pytest.raises(EngineDidNotStart, match="no disk left"):
        child.open()

    child.close()


# Ready once; then as a PostgreSQL whose old backend still holds the shared memory, for a while.
KEPT_OUT = """
import pathlib, sys, time
seen = pathlib.Path("starts")
starts = int(seen.read_text()) + 1 if seen.exists() else 1
seen.write_text(str(starts))
if 1 < starts <= int(sys.argv[1]):
    sys.exit("still in use")
print("ready", starts, flush=True)
time.sleep(0.5 if starts == 1 else 60)
"""


def kept_out(folder: Path, starts: int) -> Program:
    (folder / "toy.log").touch()
    mine = a_program(folder, *python(KEPT_OUT), str(starts))
    started = folder / "starts"
    return replace(
        mine,
        is_ready=lambda _: (
            started.exists() and f"ready {started.read_text()}" in mine.log.read_text()
        ),
    )


def test_what_ran_once_is_started_for_as_long_as_our_patience_lasts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eight times, where five in as many seconds were once all it got."""
    monkeypatch.setattr("launch.children.LONGEST_PAUSE_SECONDS", 0.1)
    child = Child(kept_out(tmp_path, starts=8))
    child.open()

    until = time.monotonic() + 20
    while "ready 9" not in (tmp_path / "toy.log").read_text():
        assert time.monotonic() < until
        time.sleep(0.05)

    assert child.failure is None
    child.close()


def test_what_never_comes_back_is_given_up_and_quoted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("launch.children.PATIENCE_SECONDS", 1.0)
    child = Child(kept_out(tmp_path, starts=10_000))
    child.open()

    child.join(20)

    assert isinstance(child.failure, EngineGone)
    assert "still in use" in str(child.failure)


def test_what_a_full_disk_broke_is_started_again_once_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("launch.children.LOOK_SECONDS", 0.05)
    free = [0]
    monkeypatch.setattr(
        "launch.children.shutil.disk_usage", lambda _: SimpleNamespace(free=free[0])
    )
    code = "import time; print('ready', flush=True); time.sleep({}); print('no space', flush=True)"
    sleeping = f"{code.format(0.3)}; time.sleep(60)"
    program = replace(
        a_program(tmp_path, *python(sleeping)), broken_by_full_disk=re.compile("no space")
    )
    child = Child(program)
    child.open()
    first = child.process

    time.sleep(1)
    assert child.process is first
    free[0] = 10**12
    until = time.monotonic() + 20
    while child.process is first:
        assert time.monotonic() < until
        time.sleep(0.05)

    assert child.failure is None
    child.close()


def test_one_that_gives_up_is_named_while_the_others_wait_for_it(tmp_path: Path) -> None:
    waits = replace(a_program(tmp_path, *python("import time; time.sleep(60)")), name="waits")
    taken = python("import sys; sys.exit('the port is taken')")
    children = [
        Child(replace(waits, is_ready=lambda _: False)),
        Child(replace(a_program(tmp_path, *taken), log=tmp_path / "taken.log")),
    ]
    (tmp_path / "toy.log").touch()
    for child in children:
        child.start()

    with pytest.raises(EngineDidNotStart, match="the port is taken"):
        settle_all(children)

    close_all(children)


def test_a_folder_that_is_not_there_holds_nobody_up(tmp_path: Path) -> None:
    program = a_program(tmp_path / "gone", *python("print('ready')"))

    with pytest.raises(EngineDidNotStart, match="gone"):
        Child(program).open()


def test_who_does_not_listen_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("launch.children.STOP_SECONDS", 0.2)
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        " print('ready', flush=True); time.sleep(60)"
    )
    child = Child(a_program(tmp_path, *python(deaf)))
    child.open()

    close_all([child])

    assert child.process
    assert child.process.poll() == -signal.SIGKILL
    assert child.failure is None


def test_closing_what_was_never_opened_does_nothing(tmp_path: Path) -> None:
    child = Child(a_program(tmp_path, *python("")))

    close_all([child])

    assert child.process is None
