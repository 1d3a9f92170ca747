"""A command ends with a code, and a refusal with one sentence."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from launch.ending import run
from launch.errors import FolderInUse


def refuse() -> None:
    raise FolderInUse(folder=Path("/there"))


def fail() -> None:
    raise ZeroDivisionError("by nought")


def stop() -> None:
    raise SystemExit(3)


@pytest.mark.parametrize(
    ("work", "code", "said"),
    [
        (lambda: None, 0, ""),
        (stop, 3, ""),
        (refuse, 2, "/there"),
        (fail, 1, "ZeroDivisionError: by nought"),
    ],
)
def test_it_ends_with_a_code_and_says_why(
    work: Callable[[], None], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(work) == code

    told = capsys.readouterr().err
    assert said in told
    assert ("Traceback" in told) == (code == 1)


def test_what_was_said_is_written_before_it_leaves() -> None:
    code = "from launch.ending import leave; print('last words', end=''); leave(4)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)

    assert (ended.returncode, ended.stdout) == (4, b"last words")
