"""Passwords that this machine knows: those of the people it made up for a demo."""

import json
import sys
from contextlib import suppress
from getpass import getpass
from pathlib import Path

from launch.answers import PasswordMissing
from launch.passwords import PASSWORDS


def known_passwords(folder: Path) -> dict[str, str]:
    with suppress(OSError, ValueError):
        kept = json.loads((folder / PASSWORDS).read_text())
        if isinstance(kept, dict):
            return kept
    return {}


def password_of(folder: Path, name: str) -> str:
    """The one this machine knows, else what is typed."""
    if known := known_passwords(folder).get(name):
        return known
    if not sys.stdin.isatty():
        raise PasswordMissing(login=name)
    return getpass("密码 / password: ")
