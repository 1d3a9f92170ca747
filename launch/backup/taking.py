"""Make a backup: of a platform that runs, which does not notice, or of one that is closed."""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

import asyncpg
import nats
import nats.errors
import obstore
from nats.js.errors import NotFoundError

from chassis.attachments import open_store
from chassis.events.streams import stream
from launch.backup.database import one_moment
from launch.backup.errors import BackupNotWritable, BackupThere, DumpFailed, MasterKeyMissing
from launch.backup.files import Stock
from launch.backup.lock import Lock
from launch.backup.manifest import FORMAT, Files, Manifest, Stream
from launch.backup.parts import Writing
from launch.engines import ONCE, OPERATOR, SERVICES, Engines
from launch.settings import Settings

KEY = "keys/master.key"
KEPT = (KEY, "secrets.json", "people.json", "rulebooks", "anchors")
"""What the data folder holds beside engines and attachments that cannot be made anew."""
DATABASE, PLACE, ATTACHMENTS = "database", "place", "attachments"
BUS_SECONDS = 3


async def take(
    settings: Settings, engines: Engines, file: Path, lock: Lock, now: datetime
) -> Manifest:
    """The database first: whatever file a row of it speaks of was stored before that row."""
    if not (settings.data / KEY).is_file():
        raise MasterKeyMissing(folder=settings.data)
    with _becoming(file) as draft:
        try:
            return await _write(Writing(draft), settings, engines, lock, now)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as fault:
            raise DumpFailed(reason=fault) from fault


async def _write(
    writing: Writing, settings: Settings, engines: Engines, lock: Lock, now: datetime
) -> Manifest:
    streams = await _streams(engines)
    async with one_moment(engines.admin) as moment:
        schemas = await moment.schemas()
        await writing.add(DATABASE, moment.dumped())
    await writing.add(PLACE, Stock(settings.data).packed(*KEPT))
    manifest = Manifest(
        format=FORMAT,
        version=version("onedoor"),
        taken_at=now,
        schemas=schemas,
        streams=streams,
        attachments=await _attachments(writing, settings),
        parts=writing.parts,
        lock=lock.close(writing.key.secret),
    )
    writing.finish(manifest)
    return manifest


async def _attachments(writing: Writing, settings: Settings) -> Files:
    """A bucket keeps its files by means of its own; what belongs to this backup is listed."""
    url = settings.attachments
    if url and not url.startswith("file:"):
        listed = Listing(url)
        await writing.add(ATTACHMENTS, listed.lines())
        return Files(are_listed_only=True, count=listed.count)
    folder = Path(unquote(urlsplit(url).path)) if url else settings.data / "attachments"
    stock = Stock(folder)
    await writing.add(ATTACHMENTS, stock.packed())
    return Files(are_listed_only=False, count=stock.count)


class Listing:
    """The files of a bucket, a line each: length and place."""

    def __init__(self, url: str) -> None:
        self._store = open_store(url)
        self.count = 0

    async def lines(self) -> AsyncIterator[bytes]:
        async for batch in obstore.list(self._store):
            for found in batch:
                self.count += 1
                yield f"{found['size']} {found['path']}\n".encode()


async def _streams(engines: Engines) -> Mapping[str, Stream]:
    """Nothing depends on them, so a bus that is away delays no backup."""
    found: dict[str, Stream] = {}
    if not engines.bus_url:
        return found
    with suppress(nats.errors.Error, OSError, TimeoutError):
        bus = await nats.connect(engines.bus(OPERATOR), **ONCE)
        try:
            jetstream = bus.jetstream(timeout=BUS_SECONDS)
            for name in map(stream, SERVICES):
                with suppress(NotFoundError):
                    told = await jetstream.stream_info(name)
                    consumers = await jetstream.consumers_info(name)
                    found[name] = Stream(
                        last_sequence=told.state.last_seq,
                        consumers={
                            one.name: one.ack_floor.stream_seq for one in consumers if one.ack_floor
                        },
                    )
        finally:
            await bus.close()
    return found


@contextmanager
def _becoming(file: Path) -> Iterator[BinaryIO]:
    """A draft beside it, which takes the name once all of it is on the disk."""
    file = file.absolute()
    if file.exists():
        raise BackupThere(file=file)
    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        draft = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                yield out
                out.flush()
                os.fsync(out.fileno())
            draft.rename(file)
            _keep_name(file.parent)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as fault:
        raise BackupNotWritable(file=file, reason=fault) from fault


def _keep_name(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
