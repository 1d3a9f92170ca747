"""Make a place of a backup, where there is none: checked first, and whole or not at all."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import nats

from chassis.ciphers import CannotOpen, DataKey
from chassis.events.streams import stream
from chassis.migrations.history import revisions
from chassis.migrations.migrate import make_roles
from launch import assembly
from launch.archive import require_new
from launch.backup import database
from launch.backup.errors import (
    BackupTooNew,
    BucketNamed,
    BucketNotNamed,
    PlaceNotEmpty,
    RewindElsewhere,
)
from launch.backup.files import unpack
from launch.backup.lock import Lock
from launch.backup.manifest import Manifest
from launch.backup.parts import Reading
from launch.backup.rewinding import Moment
from launch.backup.settling import settle
from launch.backup.taking import ATTACHMENTS, DATABASE, PLACE, Listing
from launch.database import create_database, is_there
from launch.embedded import Embedded
from launch.engines import ONCE, OPERATOR, SERVICES, Engines, shown
from launch.errors import FolderNotWritable
from launch.folder import RESTORING, opened, prepare
from launch.settings import Settings

IN_USE = "lock"


@dataclass(frozen=True, slots=True)
class Restored:
    """Beside the manifest: files that the bucket should have and has not."""

    manifest: Manifest
    missing: tuple[str, ...]


def require_known(reading: Reading) -> None:
    """A schema of tomorrow is not guessed at."""
    for schema in assembly.SCHEMAS:
        told = reading.manifest.schemas.get(schema.service)
        if told is None or told.revision not in revisions(schema):
            raise BackupTooNew(
                file=reading.path, version=reading.manifest.version, what=f"{schema.service} schema"
            )


def require_same_store(reading: Reading, bucket: str) -> None:
    if reading.manifest.attachments.are_listed_only and not bucket:
        raise BucketNotNamed(file=reading.path)
    if bucket and not reading.manifest.attachments.are_listed_only:
        raise BucketNamed(file=reading.path)


def require_empty(settings: Settings) -> None:
    folder = settings.data
    held = (path for path in folder.rglob("*") if not path.is_dir() and path.name != IN_USE)
    if found := next(held, None):
        raise PlaceNotEmpty(place=folder, found=found.relative_to(folder))
    asyncio.run(_require_empty_engines(settings.engines))


def restore(
    settings: Settings, reading: Reading, lock: Lock, now: datetime, moment: Moment | None = None
) -> Restored:
    """What is there afterwards is a data folder as any other; it was not there until then.

    With a moment, the database is led there, and the backup gives what belongs to it.
    """
    if moment and settings.engines.database_url:
        raise RewindElsewhere
    require_known(reading)
    require_same_store(reading, settings.attachments)
    require_empty(settings)
    if moment is None:
        require_new(settings.wal_archive)
    key = reading.key(lock)
    reading.check()
    with opened(settings.data) as folder, _becoming(folder) as draft:
        missing = asyncio.run(_fill_folder(draft, reading, key, settings.attachments))
        with _database(draft, settings, moment) as engines:
            if moment is None:
                asyncio.run(_fill(engines, reading, key))
            asyncio.run(_settle(engines, now))
    return Restored(reading.manifest, missing)


async def _require_empty_engines(engines: Engines) -> None:
    if engines.database_url and await is_there(engines.admin):
        schemas = await database.schemas_there(engines.admin)
        if schemas:
            place = shown(engines.database_url)
            raise PlaceNotEmpty(place=place, found=", ".join(schemas))
    if engines.bus_url:
        bus = await nats.connect(engines.bus(OPERATOR), **ONCE)
        try:
            streams = {str(told.config.name) for told in await bus.jetstream().streams_info()}
        finally:
            await bus.close()
        if old := sorted(streams & set(map(stream, SERVICES))):
            raise PlaceNotEmpty(place=shown(engines.bus_url), found=", ".join(old))


@contextmanager
def _becoming(folder: Path) -> Iterator[Path]:
    """A folder inside, from which everything moves up at the end. While it is there, and so also
    after a kill, nobody opens a platform on the half that is done."""
    draft = folder / RESTORING
    draft.mkdir(mode=0o700)
    try:
        prepare(draft)
        yield draft
        os.sync()
    except OSError as fault:
        shutil.rmtree(draft)
        raise FolderNotWritable(folder=folder, reason=fault) from fault
    except BaseException:
        shutil.rmtree(draft)
        raise
    for child in draft.iterdir():
        child.replace(folder / child.name)
    draft.rmdir()


@contextmanager
def _database(draft: Path, settings: Settings, moment: Moment | None) -> Iterator[Engines]:
    """The one that was named, else one of our own, under the passwords of the old."""
    if settings.engines.database_url:
        yield settings.engines
        return
    house = Embedded(draft)
    try:
        with moment.leading_to(draft / "postgres") if moment else nullcontext():
            url = house.open_postgres()
        yield Engines(url, "", house.database_passwords, {})
    finally:
        house.close()


async def _fill_folder(draft: Path, reading: Reading, key: DataKey, bucket: str) -> tuple[str, ...]:
    with _told_as_damage(reading):
        await unpack(reading.clear(PLACE, key), draft)
        attachments = reading.clear(ATTACHMENTS, key)
        if reading.manifest.attachments.are_listed_only:
            return await missing_in(bucket, attachments)
        await unpack(attachments, draft / "attachments")
    return ()


async def missing_in(bucket: str, listed: AsyncIterable[bytes]) -> tuple[str, ...]:
    there = {line async for line in Listing(bucket).lines()}
    told = b"".join([piece async for piece in listed]).splitlines(keepends=True)
    return tuple(line.decode().split(maxsplit=1)[1].strip() for line in told if line not in there)


async def _fill(engines: Engines, reading: Reading, key: DataKey) -> None:
    await create_database(engines.admin)
    await make_roles(engines.admin, SERVICES, engines.database_passwords)
    with _told_as_damage(reading):
        await database.load(engines.admin, reading.clear(DATABASE, key))


async def _settle(engines: Engines, now: datetime) -> None:
    await assembly.migrate(engines)
    await settle(engines.admin, now)


@contextmanager
def _told_as_damage(reading: Reading) -> Iterator[None]:
    try:
        yield
    except CannotOpen as fault:
        raise reading.damaged(str(fault)) from fault
