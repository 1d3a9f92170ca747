"""A backup is whole and of one moment, or there is none."""

import asyncio
import errno
import tarfile
from pathlib import Path

import pytest
from obstore.store import MemoryStore

from chassis.migrations.history import revisions
from launch.assembly import SCHEMAS
from launch.backup import taking
from launch.backup.errors import BackupNotWritable, BackupThere, MasterKeyMissing
from launch.backup.parts import Reading
from launch.backup.taking import Listing, take
from launch.engines import Engines
from launch.errors import DatabaseUnreachable
from launch.reaching import reached
from launch.settings import Settings
from tests.builders import NOON
from tests.launch.backup.builders import LOCK, Saved

pytestmark = pytest.mark.engines

NOBODY = Engines("postgresql://onedoor:secret@127.0.0.1:1/onedoor", "", {}, {})


def test_a_backup_says_what_is_in_it(saved: Saved) -> None:
    manifest = Reading(saved.file).manifest

    assert manifest.taken_at == NOON
    assert {name: told.revision for name, told in manifest.schemas.items()} == {
        schema.service: max(revisions(schema)) for schema in SCHEMAS
    }
    assert manifest.schemas["intake"].last_event == 3
    assert (manifest.attachments.count, manifest.attachments.are_listed_only) == (1, False)
    assert saved.file.stat().st_mode & 0o777 == 0o600


def test_a_running_platform_is_backed_up_with_the_place_of_its_streams(
    saved: Saved, tmp_path: Path
) -> None:
    async def work(engines: Engines) -> None:
        import nats  # noqa: PLC0415

        bus = await nats.connect(engines.bus("operator"))
        jetstream = bus.jetstream()
        await jetstream.add_stream(name="ONEDOOR_INTAKE", subjects=["onedoor.intake.>"])
        await jetstream.publish("onedoor.intake.matter.registered.v1.420881", b"{}")
        await take(saved.settings, engines, tmp_path / "b.tar", LOCK, NOON)
        await jetstream.delete_stream("ONEDOOR_INTAKE")
        await bus.close()

    with reached(saved.settings) as engines:
        asyncio.run(work(engines))

    streams = Reading(tmp_path / "b.tar").manifest.streams
    assert {name: told.last_sequence for name, told in streams.items()} == {"ONEDOOR_INTAKE": 1}


async def test_a_backup_never_replaces_another(saved: Saved, tmp_path: Path) -> None:
    file = tmp_path / "old.tar"
    file.write_text("precious")

    with pytest.raises(BackupThere):
        await take(saved.settings, NOBODY, file, LOCK, NOON)
    assert file.read_text() == "precious"


async def test_a_place_without_its_master_key_is_not_worth_a_backup(tmp_path: Path) -> None:
    with pytest.raises(MasterKeyMissing):
        await take(Settings(data=tmp_path), NOBODY, tmp_path / "b.tar", LOCK, NOON)


async def test_what_cannot_be_finished_leaves_nothing_behind(
    saved: Saved, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(DatabaseUnreachable, match=r"127\.0\.0\.1:1") as told:
        await take(saved.settings, NOBODY, tmp_path / "b.tar", LOCK, NOON)
    assert "secret" not in str(told.value)

    async def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(taking, "_write", full)
    with pytest.raises(BackupNotWritable, match="No space left on device"):
        await take(saved.settings, NOBODY, tmp_path / "b.tar", LOCK, NOON)
    assert not list(tmp_path.iterdir())


async def test_a_folder_that_is_not_there_is_named(saved: Saved, tmp_path: Path) -> None:
    with pytest.raises(BackupNotWritable, match="nowhere"):
        await take(saved.settings, NOBODY, tmp_path / "nowhere" / "b.tar", LOCK, NOON)


async def test_a_bucket_is_listed_with_the_length_of_each_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = MemoryStore()
    store.put("420881/a b/c", b"123")
    store.put("420881/d", b"")
    monkeypatch.setattr(taking, "open_store", lambda _: store)
    listing = Listing("s3://bucket")

    lines = [line async for line in listing.lines()]

    assert sorted(lines) == [b"0 420881/d\n", b"3 420881/a b/c\n"]
    assert listing.count == 2


def test_any_tar_program_lists_a_backup(saved: Saved) -> None:
    with tarfile.open(saved.file) as tar:
        names = tar.getnames()

    assert names[:3] == ["database", "place", "attachments"]
