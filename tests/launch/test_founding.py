"""Founding a place: safe at every start."""

from pathlib import Path

from launch.founding import PASSWORDS, with_passwords
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
