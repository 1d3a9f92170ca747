"""Passwords are made once and kept where only their owner reads them."""

import json
from pathlib import Path

import pytest

from launch.errors import FolderDamaged
from launch.passwords import passwords


def test_a_password_stays_and_a_new_name_gets_its_own(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"

    first = passwords(file, ["intake"])
    second = passwords(file, ["intake", "alerts"])

    assert second["intake"] == first["intake"]
    assert second["alerts"] != second["intake"]
    assert json.loads(file.read_text()) == second
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_write_that_was_killed_half_way_hurts_nobody(tmp_path: Path) -> None:
    (tmp_path / "secrets.new").write_text('{"inta')

    assert passwords(tmp_path / "secrets.json", ["intake"])


@pytest.mark.parametrize("damage", ["{", "[]"])
def test_what_cannot_be_read_is_not_replaced(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "secrets.json"
    file.write_text(damage)

    with pytest.raises(FolderDamaged):
        passwords(file, ["intake"])

    assert file.read_text() == damage
