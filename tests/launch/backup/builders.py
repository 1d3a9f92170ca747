"""Small backups, made without engines."""

import io
import tarfile
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from launch.backup.lock import Passphrase
from launch.backup.manifest import FORMAT, Files, Manifest, Schema
from launch.backup.parts import Writing
from launch.engines import SERVICES
from tests.builders import NOON

LOCK = Passphrase("correct horse battery staple")


async def pieces(*content: bytes) -> AsyncIterator[bytes]:
    for piece in content:
        yield piece


async def a_backup(file: Path, parts: Mapping[str, bytes], **told: object) -> Path:
    with file.open("wb") as out:
        writing = Writing(out)
        for name, content in parts.items():
            await writing.add(name, pieces(content))
        manifest = Manifest(
            format=FORMAT,
            version="9.9",
            taken_at=NOON,
            schemas={name: Schema(revision="0001", entries=0, last_event=0) for name in SERVICES},
            streams={},
            attachments=Files(are_listed_only=False, count=0),
            parts=writing.parts,
            lock=LOCK.close(writing.key.secret),
        )
        writing.finish(manifest.model_copy(update=told))
    return file


def members(file: Path) -> dict[str, bytes]:
    with tarfile.open(file) as tar:
        return {m.name: content.read() for m in tar if (content := tar.extractfile(m))}


def with_members(file: Path, contents: Mapping[str, bytes]) -> Path:
    with tarfile.open(file, "w", format=tarfile.GNU_FORMAT) as tar:
        for name, content in contents.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return file
