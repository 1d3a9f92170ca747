"""Who wants to go back to a moment says from where, or hears what is missing."""

import asyncio
from datetime import datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from launch.backup.errors import (
    BackupThere,
    CopyUnusable,
    DumpFailed,
    RewindElsewhere,
    RewindIncomplete,
)
from launch.backup.parts import Reading
from launch.backup.restoring import restore
from launch.backup.rewinding import Moment, copy_files, moment
from launch.settings import Settings
from law.calendar import SHANGHAI
from tests.launch.backup.builders import LATER, LOCK, a_backup

NAIVE = datetime.fromisoformat("2026-11-23 14:05")
PARTS = {"database": b"", "place": b"", "attachments": b""}


def test_nothing_said_means_the_moment_of_the_backup() -> None:
    assert moment(None, Path("wal"), None) is None


def test_a_moment_is_in_shanghai_unless_it_says_otherwise(tmp_path: Path) -> None:
    told = moment(tmp_path, tmp_path, NAIVE)

    assert told == Moment(tmp_path, tmp_path, NAIVE.replace(tzinfo=SHANGHAI))


@pytest.mark.parametrize(
    ("copy", "archive"), [(None, Path("wal")), (Path("copy"), None)], ids=["copy", "archive"]
)
def test_what_is_missing_for_a_moment_is_asked_for(copy: Path | None, archive: Path | None) -> None:
    with pytest.raises(RewindIncomplete):
        moment(copy, archive, NAIVE)


def test_a_folder_that_is_no_copy_of_a_database_is_refused(tmp_path: Path) -> None:
    file = asyncio.run(a_backup(tmp_path / "b.tar", PARTS))
    place = Settings(data=tmp_path / "data")

    with pytest.raises(CopyUnusable):
        restore(place, Reading(file), LOCK, LATER, Moment(tmp_path, tmp_path))
    assert not (place.data / "postgres").exists()


def test_a_database_of_ones_own_is_not_led_anywhere(tmp_path: Path) -> None:
    file = asyncio.run(a_backup(tmp_path / "b.tar", PARTS))
    theirs = Settings(data=tmp_path / "data", database_url=SecretStr("postgresql://u@h/d"))

    with pytest.raises(RewindElsewhere):
        restore(theirs, Reading(file), LOCK, LATER, Moment(tmp_path, tmp_path))


def test_a_copy_never_goes_into_a_folder_with_something_in_it(tmp_path: Path) -> None:
    (tmp_path / "old").touch()

    with pytest.raises(BackupThere):
        copy_files("postgresql://u:p@127.0.0.1:1/d", tmp_path)


def test_a_database_that_is_away_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(DumpFailed, match="server running") as told:
        copy_files("postgresql://u:hidden@127.0.0.1:1/d", tmp_path / "copy")
    assert "hidden" not in str(told.value)
