"""The write-ahead log, kept apart: with a copy of the database, the way back to any moment."""

import shlex
from pathlib import Path

from launch.errors import CannotStart

MOST_LOST_SECONDS = 60
OWNER = "database"
IDENTITY_BYTES = 8
"""With which PostgreSQL tells one database, and its copies, from another."""


class ArchiveOfAnother(CannotStart):
    en = "{folder} holds the log of another database; name a new one in ONEDOOR_WAL_ARCHIVE."
    zh = "{folder} 中是另一个数据库的日志;请用 ONEDOOR_WAL_ARCHIVE 另指定一个目录。"


def archiving(folder: Path | None, data: Path) -> dict[str, str]:
    """Settings of PostgreSQL, which hands each piece over when it is full, or after a minute.

    A piece that is there already was handed over before a crash: it must be the same.
    """
    if folder is None:
        return {}
    _take(folder, (data / "global" / "pg_control").read_bytes()[:IDENTITY_BYTES])
    place, draft = _piece(folder, "%f.gz"), _piece(folder, ".%f")
    hand_over = f'gzip -c1 "%p" > {draft} && sync {draft} && mv {draft} {place}'
    same = f'gzip -dc {place} | cmp -s - "%p"'
    return {
        "archive_mode": "on",
        "archive_command": _quoted(f"if [ -e {place} ]; then {same}; else {hand_over}; fi"),
        "archive_timeout": str(MOST_LOST_SECONDS),
    }


def fetching(folder: Path) -> dict[str, str]:
    return {"restore_command": _quoted(f'gzip -dc {_piece(folder, "%f.gz")} > "%p"')}


def require_new(folder: Path | None) -> None:
    """Of a database that is only to be made it holds nothing yet."""
    if folder and (folder / OWNER).exists():
        raise ArchiveOfAnother(folder=folder)


def _take(folder: Path, identity: bytes) -> None:
    """Pieces of two databases have the same names; PostgreSQL would wait for ever to hand over."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = folder / OWNER
    if not owner.exists():
        owner.write_text(identity.hex())
    if owner.read_text() != identity.hex():
        raise ArchiveOfAnother(folder=folder)


def _piece(folder: Path, name: str) -> str:
    return shlex.quote(f"{folder.absolute()}/".replace("%", "%%")) + name


def _quoted(command: str) -> str:
    """As the settings file writes it inside quotes."""
    return command.replace("\\", "\\\\").replace("'", "''")
