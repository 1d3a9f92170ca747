"""Passwords: the ones this machine made up are known, others are asked for."""

import json
from pathlib import Path

import pytest

from launch.answers import PasswordMissing
from launch.passwords import PASSWORDS
from launch.people import password_of


def test_the_made_up_staff_need_type_nothing(tmp_path: Path) -> None:
    (tmp_path / PASSWORDS).write_text(json.dumps({"wang": "made-up"}))

    assert password_of(tmp_path, "wang") == "made-up"


def test_without_a_terminal_the_way_to_hand_one_in_is_told(tmp_path: Path) -> None:
    with pytest.raises(PasswordMissing, match="--password-stdin"):
        password_of(tmp_path, "wang")
