"""Founding a place: safe at every start."""

from pathlib import Path

import pytest

from launch.errors import RulebooksUnreadable
from launch.founding import organisations, with_passwords
from launch.passwords import PASSWORDS
from services.identity.domain.forms import PersonForm


def test_a_first_password_is_made_once_and_kept_for_the_operator_alone(tmp_path: Path) -> None:
    file = tmp_path / PASSWORDS
    (first,) = with_passwords(file, [PersonForm(login="wang", name="王")])
    again, other = with_passwords(
        file, [PersonForm(login="wang", name="王"), PersonForm(login="li", name="李")]
    )

    assert first.password
    assert again.password == first.password != other.password
    assert file.stat().st_mode & 0o077 == 0


def test_a_place_without_its_organs_is_told_instead_of_waited_for(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").touch()
    (tmp_path / "420881.yaml").touch()

    with pytest.raises(RulebooksUnreadable, match=r"organisation/420881\.yaml: the organs"):
        organisations(tmp_path)

    (tmp_path / "organisation").mkdir()
    (tmp_path / "organisation" / "420881.yaml").touch()
    assert [file.stem for file in organisations(tmp_path)] == ["420881"]
