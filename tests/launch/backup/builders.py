"""Small backups, and what is in them."""

import asyncio
import io
import tarfile
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import asyncpg

from launch.backup.lock import Passphrase
from launch.backup.manifest import FORMAT, Files, Manifest, Schema
from launch.backup.parts import Writing
from launch.engines import SERVICES
from launch.reaching import reached
from launch.settings import Settings
from tests.builders import NOON

LOCK = Passphrase("correct horse battery staple")
LATER = NOON + timedelta(days=20)
ID = "00000000-0000-7000-8000-00000000000"
FILES = {
    "people.json": '{"administrator": "first word"}',
    "rulebooks/abc.json": "{}",
    "anchors/420881.jsonl": "",
    "attachments/420881/owner/file": "sealed before",
    "logs/onedoor.log": "not kept",
    "login.json": "not kept",
}
ROWS = (
    # Two events went out, the third waits; one was handled long ago, one on the day before.
    f"""INSERT INTO intake.outbox
        (jurisdiction, event_id, subject_id, subject, payload, forgets, stream_sequence) VALUES
        ('420881', '{ID}1', '{ID}0', 's', '{{}}', false, 7),
        ('420881', '{ID}2', '{ID}0', 's', '{{}}', false, 8),
        ('420881', '{ID}3', '{ID}0', 's', '{{}}', false, NULL)""",
    f"""INSERT INTO alerts.inbox (jurisdiction, consumer, event_id, at) VALUES
        ('420881', 'alerts-keep-deadlines', '{ID}1', '2026-08-20'),
        ('420881', 'alerts-keep-deadlines', '{ID}2', '2026-09-15')""",
    f"""INSERT INTO identity.sessions VALUES
        ('420881', '{ID}4', 'd', '{ID}5', '2026-09-16', NULL),
        ('420881', '{ID}6', 'e', '{ID}5', '2026-09-14', '2026-09-15')""",
    f"""INSERT INTO identity.grants VALUES
        ('420881', '{ID}7', '{ID}5', '{ID}4', 'web', 'openid', '2026-09-16', '2026-09-16', NULL)""",
    f"INSERT INTO identity.refresh_tokens VALUES ('420881', 'd', '{ID}7', '2026-10-16', NULL)",
)


@dataclass(frozen=True, slots=True)
class Saved:
    """The place as it was, and the file."""

    data: Path
    file: Path

    @property
    def settings(self) -> Settings:
        return Settings(data=self.data)


def ask(data: Path, statement: str) -> Sequence[asyncpg.Record]:
    async def asked(admin: str) -> Sequence[asyncpg.Record]:
        connection = await asyncpg.connect(admin)
        try:
            return await connection.fetch(statement)
        finally:
            await connection.close()

    with reached(Settings(data=data)) as engines:
        return asyncio.run(asked(engines.admin))


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
