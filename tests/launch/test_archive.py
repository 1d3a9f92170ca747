"""What PostgreSQL writes is laid aside, whatever the folder is called."""

import asyncio
import gzip
import time
from pathlib import Path

import asyncpg
import pytest

from launch.archive import ArchiveOfAnother, archiving
from launch.embedded import embedded

pytestmark = pytest.mark.engines

WAIT_SECONDS = 20
PIECE_BYTES = 16 * 1024 * 1024


async def written(admin: str) -> str:
    """The name of the piece that is full now."""
    connection = await asyncpg.connect(f"{admin.rpartition('/')[0]}/postgres")
    try:
        await connection.execute("CREATE TABLE something ()")
        piece = await connection.fetchval("SELECT pg_walfile_name(pg_current_wal_lsn())")
        await connection.execute("SELECT pg_switch_wal()")
        return str(piece)
    finally:
        await connection.close()


def eventually_there(file: Path) -> None:
    until = time.monotonic() + WAIT_SECONDS
    while not file.exists():
        assert time.monotonic() < until, sorted(file.parent.iterdir())
        time.sleep(0.05)


def test_a_full_piece_is_laid_aside_in_a_folder_of_any_name(tmp_path: Path) -> None:
    archive = tmp_path / 'it\'s "100 %f" \\ full'

    with embedded(tmp_path / "data", wal_archive=archive) as house:
        piece = asyncio.run(written(house.engines.admin))
        eventually_there(archive / f"{piece}.gz")
        kept = tmp_path / "data" / "postgres" / "pg_wal" / piece
        whole = gzip.decompress((archive / f"{piece}.gz").read_bytes())

        assert len(whole) == PIECE_BYTES
        assert not kept.exists() or kept.read_bytes() == whole
    assert not list(archive.glob(".*"))


def test_nothing_is_laid_aside_unless_it_was_chosen(tmp_path: Path) -> None:
    assert archiving(None, tmp_path) == {}


def test_an_archive_takes_no_log_of_another_database(tmp_path: Path) -> None:
    for name, identity in (("one", b"11111111"), ("other", b"22222222")):
        (tmp_path / name / "global").mkdir(parents=True)
        (tmp_path / name / "global" / "pg_control").write_bytes(identity + b"and the rest")
    archive = tmp_path / "archive"
    first = archiving(archive, tmp_path / "one")

    with pytest.raises(ArchiveOfAnother):
        archiving(archive, tmp_path / "other")
    assert archiving(archive, tmp_path / "one") == first
