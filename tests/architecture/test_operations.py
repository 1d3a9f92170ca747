"""Operators read of every choice there is, and of no other."""

import re
from pathlib import Path

from chassis import telemetry
from launch import doors
from launch.settings import PREFIX, Settings

SAID = set(re.findall(r"`(ONEDOOR_\w+)`", Path("docs/operations.md").read_text(encoding="utf-8")))
CHOICES = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
CHOICES |= {telemetry.LEVEL, telemetry.RATE, doors.SERVER, doors.GRPC}


def test_every_choice_of_an_installation_is_told_to_its_operators() -> None:
    assert not CHOICES - SAID


def test_no_choice_is_told_that_is_not_there() -> None:
    assert not SAID - CHOICES
