"""The command answers quickly, and says no in one sentence."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from launch.ports import free_port

ONEDOOR = Path(sys.executable).with_name("onedoor")
HEAVY = ("pydantic", "sqlalchemy", "fastapi", "grpc", "nats", "asyncpg", "services", "chassis")


def run(*arguments: str | Path, language: str = "en") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ONEDOOR, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "LANG": language, "PYTHONUTF8": "1"},
    )


def test_help_loads_none_of_the_machinery() -> None:
    code = "import launch.__main__, sys; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()

    assert not set(HEAVY) & {name.partition(".")[0] for name in loaded}


def test_help_comes_at_once() -> None:
    began = time.monotonic()
    assert "rulebook" in run("--help").stdout

    assert time.monotonic() - began < 2  # a quarter of that on a quiet machine


def test_the_version_is_that_of_the_distribution() -> None:
    assert run("--version").stdout == "onedoor 0.1.0\n"


@pytest.mark.parametrize(("language", "word"), [("en_GB.UTF-8", "folder"), ("zh_CN", "目录")])
def test_a_refusal_is_one_sentence_in_the_readers_language(
    tmp_path: Path, language: str, word: str
) -> None:
    (tmp_path / "file").touch()

    doors = ("--http-port", str(free_port()), "--grpc-port", str(free_port()))

    said = run("up", *doors, "--data", tmp_path / "file" / "data", language=language)

    assert said.returncode == 2
    assert word in said.stderr
    assert said.stderr.count("\n") == 1
