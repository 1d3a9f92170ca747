"""A place is made anew from its backup, or nothing is touched."""

import asyncio
import os
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import nats
import pytest
from obstore.store import MemoryStore
from pydantic import SecretStr

from chassis.events.streams import stream
from launch.archive import OWNER, ArchiveOfAnother
from launch.backup import restoring, taking
from launch.backup.errors import (
    BackupDamaged,
    BackupTooNew,
    BucketNamed,
    BucketNotNamed,
    PlaceNotEmpty,
    RestoreFailed,
    WrongPassphrase,
)
from launch.backup.lock import Passphrase
from launch.backup.manifest import Files, Schema
from launch.backup.parts import Reading
from launch.backup.restoring import Restored, restore
from launch.embedded import embedded
from launch.engines import OPERATOR, SERVICES, Engines
from launch.errors import FolderDamaged
from launch.folder import RESTORING, opened
from launch.settings import Settings
from tests.launch.backup.builders import (
    FILES,
    LATER,
    LOCK,
    Saved,
    a_backup,
    ask,
    members,
    pieces,
    with_members,
)

pytestmark = pytest.mark.engines

PARTS = {"database": b"no dump", "place": b"", "attachments": b""}


def held(folder: Path) -> set[str]:
    return {str(f.relative_to(folder)) for f in folder.rglob("*") if f.is_file()} - {"lock"}


def test_what_was_there_is_there(saved: Saved, restored: tuple[Path, Restored]) -> None:
    folder, told = restored

    kept = {place: text for place, text in FILES.items() if text != "not kept"}
    assert {place: (folder / place).read_text() for place in kept} == kept
    for place in ("keys/master.key", "secrets.json"):
        assert (folder / place).read_bytes() == (saved.data / place).read_bytes()
        assert (folder / place).stat().st_mode & 0o777 == 0o600
    assert not {"login.json", "logs/onedoor.log"} & held(folder)
    assert told.missing == ()
    assert [row["n"] for row in ask(folder, "SELECT count(*) AS n FROM intake.outbox")] == [3]


def test_rights_come_back_with_the_rows(restored: tuple[Path, Restored]) -> None:
    forced = """SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
        WHERE nspname = 'intake' AND relname = 'journal' AND relforcerowsecurity
        AND pg_get_userbyid(relowner) = 'intake_owner'
        AND NOT has_table_privilege('intake', 'intake.journal', 'UPDATE, DELETE')
        AND has_table_privilege('intake', 'intake.journal', 'INSERT')"""

    assert ask(restored[0], forced)


def test_a_wrong_passphrase_restores_nothing(saved: Saved, tmp_path: Path) -> None:
    reading, other = Reading(saved.file), Passphrase("not the words at all")

    with pytest.raises(WrongPassphrase):
        restore(Settings(data=tmp_path / "data"), reading, other, LATER)
    assert not (tmp_path / "data").exists()


def test_a_damaged_part_restores_nothing(saved: Saved, tmp_path: Path) -> None:
    contents = members(saved.file)
    database = bytearray(contents["database"])
    database[len(database) // 2] ^= 1
    file = with_members(tmp_path / "b.tar", contents | {"database": bytes(database)})

    with pytest.raises(BackupDamaged, match="its part database is not what was written"):
        restore(Settings(data=tmp_path / "data"), Reading(file), LOCK, LATER)
    assert not (tmp_path / "data").exists()


async def test_a_schema_of_tomorrow_is_refused(tmp_path: Path) -> None:
    known, newer = (Schema(revision=r, entries=0, last_event=0) for r in ("0001", "9999"))
    schemas = dict.fromkeys(SERVICES, known) | {"intake": newer}
    file = await a_backup(tmp_path / "b.tar", PARTS, schemas=schemas)

    with pytest.raises(BackupTooNew, match="whose intake schema"):
        restore(Settings(data=tmp_path / "data"), Reading(file), LOCK, LATER)
    assert not (tmp_path / "data").exists()


def test_a_place_where_something_is_stays_as_it_is(saved: Saved, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")

    with pytest.raises(PlaceNotEmpty, match=r"notes\.txt"):
        restore(Settings(data=tmp_path), Reading(saved.file), LOCK, LATER)
    assert held(tmp_path) == {"notes.txt"}


def test_the_archive_of_the_old_database_is_not_for_the_new_one(
    saved: Saved, tmp_path: Path
) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    (archive / OWNER).write_text("of the old one")

    with pytest.raises(ArchiveOfAnother):
        restore(
            Settings(data=tmp_path / "data", wal_archive=archive), Reading(saved.file), LOCK, LATER
        )
    assert not (tmp_path / "data").exists()


def test_a_dump_that_does_not_load_leaves_the_place_empty(tmp_path: Path) -> None:
    file = asyncio.run(a_backup(tmp_path / "b.tar", PARTS))
    place = Settings(data=tmp_path / "data")

    with pytest.raises(RestoreFailed, match="input file"):
        restore(place, Reading(file), LOCK, LATER)
    assert held(place.data) == set()
    with opened(place.data):
        pass


def test_nobody_opens_a_place_whose_restore_was_killed(tmp_path: Path) -> None:
    (tmp_path / RESTORING).mkdir()

    with pytest.raises(FolderDamaged, match="was not finished"), opened(tmp_path):
        pass


async def test_a_bucket_must_be_named_where_the_files_are_in_one(tmp_path: Path) -> None:
    listed = await a_backup(
        tmp_path / "b.tar", PARTS, attachments=Files(are_listed_only=True, count=0)
    )
    packed = await a_backup(tmp_path / "c.tar", PARTS)
    place = Settings(data=tmp_path / "data")

    with pytest.raises(BucketNotNamed):
        restore(place, Reading(listed), LOCK, LATER)
    with pytest.raises(BucketNamed):
        restore(
            place.model_copy(update={"attachments": "s3://bucket"}), Reading(packed), LOCK, LATER
        )


async def test_what_a_bucket_lost_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = pieces(b"3 420881/kept\n3 420881/a", b" b/lost\n4 420881/changed\n")
    store = MemoryStore()
    store.put("420881/kept", b"123")
    store.put("420881/changed", b"1")
    monkeypatch.setattr(taking, "open_store", lambda _: store)

    missing = await restoring.missing_in("s3://bucket", listed)

    assert missing == ("420881/a b/lost", "420881/changed")


def test_an_engine_of_ones_own_is_filled_if_it_is_empty(
    engines: Engines, saved: Saved, tmp_path: Path
) -> None:
    name = f"restored_{os.getpid()}"
    parts = urlsplit(engines.admin)
    url = urlunsplit(parts._replace(path=f"/{name}"))
    chosen = Settings(data=tmp_path / "data").on(replace(engines, database_url=url, bus_url=""), {})

    restore(chosen, Reading(saved.file), LOCK, LATER)
    with pytest.raises(PlaceNotEmpty, match=rf"127\.0\.0\.1:\d+/{name} is not empty \(alerts, "):
        restore(
            chosen.model_copy(update={"data": tmp_path / "two"}), Reading(saved.file), LOCK, LATER
        )

    async def look() -> int:
        connection = await asyncpg.connect(url)
        count = await connection.fetchval("SELECT count(*) FROM intake.outbox")
        await connection.close()
        connection = await asyncpg.connect(engines.admin)
        await connection.execute(f"DROP DATABASE {name}")
        await connection.close()
        return int(count)

    assert asyncio.run(look()) == 3
    assert not (tmp_path / "data" / "postgres").exists()
    assert (tmp_path / "data" / "keys" / "master.key").exists()


@pytest.mark.parametrize("wrong", ["words", "part"])
def test_no_database_is_made_for_a_backup_that_does_not_open(
    engines: Engines, saved: Saved, tmp_path: Path, wrong: str
) -> None:
    name = f"untouched_{os.getpid()}"
    url = urlunsplit(urlsplit(engines.admin)._replace(path=f"/{name}"))
    chosen = Settings(data=tmp_path / "data").on(replace(engines, database_url=url, bus_url=""), {})
    file, lock = saved.file, Passphrase("not the words at all")
    if wrong == "part":
        contents = members(saved.file)
        file = with_members(tmp_path / "b.tar", contents | {"database": b"cut"})
        lock = LOCK

    with pytest.raises(WrongPassphrase if wrong == "words" else BackupDamaged):
        restore(chosen, Reading(file), lock, LATER)

    async def made() -> bool:
        connection = await asyncpg.connect(engines.admin)
        found = await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name)
        await connection.close()
        return bool(found)

    assert not asyncio.run(made())
    assert not (tmp_path / "data").exists()


def test_a_bus_that_still_holds_events_of_before_is_refused(saved: Saved, tmp_path: Path) -> None:
    """What it would tell again was taken back with the database."""

    async def tell(bus_url: str) -> None:
        bus = await nats.connect(bus_url)
        await bus.jetstream().add_stream(name=stream("mediation"), subjects=["before.>"])
        await bus.close()

    with embedded(tmp_path / "bus", database_url="postgresql://nobody@127.0.0.1/none") as house:
        bus_url = house.engines.bus(OPERATOR)
        asyncio.run(tell(bus_url))
        chosen = Settings(data=tmp_path / "data", bus_url=SecretStr(bus_url))

        with pytest.raises(PlaceNotEmpty, match="ONEDOOR_MEDIATION"):
            restore(chosen, Reading(saved.file), LOCK, LATER)
