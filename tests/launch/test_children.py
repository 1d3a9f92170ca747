"""A program that cannot run is named; one that ends is started again; none outlives its owner."""

import signal
import sys
from pathlib import Path

import pytest

from launch.children import Child, Program, close_all
from launch.errors import EngineDidNotStart
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
