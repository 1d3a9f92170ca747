"""The file of a backup: a tar whose members are sealed, and written without being whole anywhere.

A member's length is known only once it is written, so its header is written a second time. The
last members say what is inside: `manifest.json`, its sha-256 against decay, its seal against
people.
"""

import os
import tarfile
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from pydantic import BaseModel, ValidationError

from chassis import chunks
from chassis.ciphers import CannotOpen, DataKey
from chassis.kernel import Phrase
from launch.backup.errors import BackupDamaged, BackupTooNew, BackupUnreadable, WrongPassphrase
from launch.backup.lock import SUITE, Lock
from launch.backup.manifest import FORMAT, Manifest, Part

BLOCK = tarfile.BLOCKSIZE
READ_BYTES = 1024 * 1024
MOST_MANIFEST = 16 * 1024 * 1024
MANIFEST, DIGEST, SEAL = "manifest.json", "manifest.sha256", "manifest.seal"
PLACE = b"onedoor/backup/manifest"


class Writing:
    """Parts one after the other, then what they are."""

    def __init__(self, file: BinaryIO) -> None:
        self.key = DataKey(SUITE, os.urandom(SUITE.key_bytes))
        self.parts: dict[str, Part] = {}
        self._file = file

    async def add(self, name: str, clear: AsyncIterable[bytes]) -> None:
        start, hashed, size = self._file.tell(), sha256(), 0
        self._file.write(_header(name, 0))
        async for piece in chunks.seal(self.key, name, clear):
            self._file.write(piece)
            hashed.update(piece)
            size += len(piece)
        self._pad(size)
        end = self._file.tell()
        self._file.seek(start)
        self._file.write(_header(name, size))
        self._file.seek(end)
        self.parts[name] = Part(bytes=size, sha256=hashed.hexdigest())

    def finish(self, manifest: Manifest) -> None:
        told = manifest.model_dump_json(indent=1).encode()
        digest = sha256(told)
        for name, content in (
            (MANIFEST, told),
            (DIGEST, digest.hexdigest().encode()),
            (SEAL, self.key.close(digest.digest(), PLACE)),
        ):
            self._file.write(_header(name, len(content)) + content)
            self._pad(len(content))
        self._file.write(bytes(2 * BLOCK))

    def _pad(self, size: int) -> None:
        self._file.write(bytes(-size % BLOCK))


class Reading:
    """A backup whose manifest was found whole. Its parts are still to be checked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._members = _members(path)
        self.manifest = self._manifest()

    def key(self, lock: Lock) -> DataKey:
        """Opened by whoever closed it, and proof that nobody changed the manifest since."""
        try:
            key = DataKey(SUITE, lock.open(self.manifest.lock))
        except CannotOpen:
            raise WrongPassphrase(file=self.path) from None
        try:
            sealed = key.disclose(self._small(SEAL), PLACE)
        except CannotOpen:
            sealed = b""
        if sealed != sha256(self._small(MANIFEST)).digest():
            raise self.damaged(Phrase("its manifest was changed", "清单已被改动"))
        return key

    def check(self) -> None:
        """Every part, to its last byte, before anything is made of it."""
        for name, part in self.manifest.parts.items():
            member = self._members.get(name)
            if member is None or member.size != part.bytes:
                raise self.damaged(Phrase(f"its part {name} is not whole", f"部分 {name} 不完整"))
            hashed = sha256()
            with self.path.open("rb") as file:
                for piece in _pieces(file, member):
                    hashed.update(piece)
            if hashed.hexdigest() != part.sha256:
                raise self.damaged(
                    Phrase(f"its part {name} is not what was written", f"部分 {name} 与写入时不符")
                )

    async def clear(self, name: str, key: DataKey) -> AsyncIterator[bytes]:
        async for piece in chunks.disclose(key, name, self._sealed(name)):
            yield piece

    def damaged(self, reason: str) -> BackupDamaged:
        return BackupDamaged(file=self.path, reason=reason)

    async def _sealed(self, name: str) -> AsyncIterator[bytes]:
        with self.path.open("rb") as file:
            for piece in _pieces(file, self._members[name]):
                yield piece

    def _manifest(self) -> Manifest:
        told = self._small(MANIFEST)
        if sha256(told).hexdigest().encode() != self._small(DIGEST):
            raise self.damaged(Phrase("its manifest is not what was written", "清单与写入时不符"))
        try:
            begins = _Beginning.model_validate_json(told)
            if begins.format > FORMAT:
                raise BackupTooNew(file=self.path, version=begins.version, what="format")
            return Manifest.model_validate_json(told)
        except ValidationError as fault:
            raise self.damaged(
                Phrase("its manifest cannot be understood", "清单无法解读")
            ) from fault

    def _small(self, name: str) -> bytes:
        member = self._members.get(name)
        if member is None or member.size > MOST_MANIFEST:
            raise self.damaged(Phrase("it ends before its manifest", "文件在清单之前就已结束"))
        with self.path.open("rb") as file:
            file.seek(member.offset_data)
            return file.read(member.size)


class _Beginning(BaseModel):
    """What every format has."""

    format: int
    version: str


def _members(path: Path) -> dict[str, tarfile.TarInfo]:
    try:
        with tarfile.open(path, "r:") as tar:
            return {member.name: member for member in tar}
    except tarfile.TarError as fault:
        raise BackupDamaged(
            file=path,
            reason=Phrase("it is no backup, or its end is missing", "不是备份文件,或缺少结尾"),
        ) from fault
    except OSError as fault:
        raise BackupUnreadable(file=path, reason=fault.strerror) from fault


def _pieces(file: BinaryIO, member: tarfile.TarInfo) -> Iterator[bytes]:
    file.seek(member.offset_data)
    left = member.size
    while left and (piece := file.read(min(left, READ_BYTES))):
        left -= len(piece)
        yield piece


def _header(name: str, size: int) -> bytes:
    """GNU's, as it is one block for a member of any size."""
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member.tobuf(tarfile.GNU_FORMAT)
