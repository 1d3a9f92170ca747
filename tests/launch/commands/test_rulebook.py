"""`onedoor rulebook check` names file and line, and fails."""

from pathlib import Path
from shutil import copytree

from typer.testing import CliRunner

from launch.__main__ import onedoor

ask = CliRunner()


def test_the_rulebook_of_the_first_county_can_be_used() -> None:
    answer = ask.invoke(onedoor, ["rulebook", "check", "rulebooks/420881.yaml"])

    assert answer.exit_code == 0
    assert "can be used" in answer.output


def test_a_fault_is_told_with_file_and_line(tmp_path: Path) -> None:
    folder = copytree("rulebooks", tmp_path / "rulebooks")
    broken = folder / "420881.yaml"
    broken.write_text(broken.read_text() + "\nno_such_key: 1\n")
    line = len(broken.read_text().splitlines())

    answer = ask.invoke(onedoor, ["rulebook", "check", str(broken)])

    assert answer.exit_code == 1
    assert f"420881.yaml:{line}: no_such_key" in answer.output
