"""A backup is read back as it was written, or refused before anything is made of it."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from chassis.ciphers import CannotOpen
from launch.backup.errors import BackupDamaged, BackupTooNew, BackupUnreadable, WrongPassphrase
from launch.backup.lock import Passphrase
from launch.backup.parts import Reading
from tests.launch.backup.builders import LOCK, a_backup, members, with_members

PARTS = {"database": b"d" * 200_000, "place": b"", "attachments": bytes(range(256)) * 600}


async def read(reading: Reading, name: str) -> bytes:
    return b"".join([piece async for piece in reading.clear(name, reading.key(LOCK))])


async def test_parts_come_back_as_they_went_in(tmp_path: Path) -> None:
    reading = Reading(await a_backup(tmp_path / "b.tar", PARTS))

    reading.check()

    assert {name: await read(reading, name) for name in PARTS} == PARTS


async def test_any_tar_shows_the_members_and_none_of_what_is_in_them(tmp_path: Path) -> None:
    held = members(await a_backup(tmp_path / "b.tar", PARTS))

    assert list(held) == [*PARTS, "manifest.json", "manifest.sha256", "manifest.seal"]
    assert b"d" * 32 not in held["database"]
    assert json.loads(held["manifest.json"])["version"] == "9.9"


async def test_a_wrong_passphrase_is_told_from_damage(tmp_path: Path) -> None:
    reading = Reading(await a_backup(tmp_path / "b.tar", PARTS))

    with pytest.raises(WrongPassphrase):
        reading.key(Passphrase("not the words at all"))


async def test_a_changed_byte_anywhere_in_a_part_is_found(tmp_path: Path) -> None:
    file = await a_backup(tmp_path / "b.tar", PARTS)
    for name, content in members(file).items():
        for place in (0, len(content) // 2, len(content) - 1):
            changed = bytearray(content)
            changed[place] ^= 1
            other = with_members(tmp_path / "c.tar", members(file) | {name: bytes(changed)})

            with pytest.raises((BackupDamaged, WrongPassphrase)):
                examine(other)


def examine(file: Path) -> None:
    reading = Reading(file)
    reading.check()
    reading.key(LOCK)


async def test_a_backup_that_ends_early_is_refused_wherever_it_ends(tmp_path: Path) -> None:
    file = await a_backup(tmp_path / "b.tar", PARTS)
    whole = file.read_bytes()
    end = len(whole) - 2 * 512  # of the zeros that end a tar, any number may be missing
    for left in [0, 1, 511, 512, *range(1000, end, 30_000), end - 513, end - 1024]:
        file.write_bytes(whole[:left])

        with pytest.raises(BackupDamaged):
            examine(file)


async def test_a_manifest_that_somebody_rewrote_is_refused(tmp_path: Path) -> None:
    held = members(await a_backup(tmp_path / "b.tar", PARTS))
    told = held["manifest.json"].replace(b'"version": "9.9"', b'"version": "9.8"')
    digest = sha256(told).hexdigest().encode()
    changed = held | {"manifest.json": told, "manifest.sha256": digest}

    reading = Reading(with_members(tmp_path / "c.tar", changed))

    with pytest.raises(BackupDamaged, match="its manifest was changed"):
        reading.key(LOCK)


async def test_a_part_does_not_open_in_the_place_of_another(tmp_path: Path) -> None:
    reading = Reading(await a_backup(tmp_path / "b.tar", PARTS))
    held = members(reading.path)
    swapped = held | {"database": held["attachments"], "attachments": held["database"]}

    other = Reading(with_members(tmp_path / "c.tar", swapped))

    with pytest.raises(CannotOpen):
        await read(other, "database")


async def test_a_later_format_is_named_with_the_version_that_reads_it(tmp_path: Path) -> None:
    file = await a_backup(tmp_path / "b.tar", PARTS, format=2)

    with pytest.raises(BackupTooNew, match=r"made by OneDoor 9\.9"):
        Reading(file)


async def test_other_files_are_no_backups(tmp_path: Path) -> None:
    empty_tar = with_members(tmp_path / "empty.tar", {"notes.txt": b"hello"})
    text = tmp_path / "notes.txt"
    text.write_text("hello")

    for file in (empty_tar, text):
        with pytest.raises(BackupDamaged):
            Reading(file)
    with pytest.raises(BackupUnreadable, match="No such file"):
        Reading(tmp_path / "nowhere.tar")
