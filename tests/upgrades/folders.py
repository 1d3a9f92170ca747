"""Data folders of earlier versions, set up as their owners left them."""

import asyncio
import json
import tarfile
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg

from chassis.migrations.migrate import make_roles
from launch.backup.database import load
from launch.database import create_database
from launch.embedded import Embedded
from launch.engines import SERVICES
from launch.folder import prepare
from tools.older_folder import DATABASE

FOLDERS = sorted(Path(__file__).with_name("kept").glob("*.tar.xz"))
SUFFIX = ".tar.xz"
READ_BYTES = 1024 * 1024
AS_OF_NOW = "UPDATE {service}.inbox SET at = now()"

Told = dict[str, Any]


def told(kept: Path) -> dict[str, Told]:
    """What its matters showed when it was made."""
    beside = kept.with_name(kept.name.removesuffix(SUFFIX) + ".json")
    matters: dict[str, Told] = json.loads(beside.read_text(encoding="utf-8"))
    return matters


def set_up(kept: Path, folder: Path) -> None:
    """The schema stays as it is told: to bring it up is the new version's business."""
    prepare(folder)
    with tarfile.open(kept) as packed:
        packed.extractall(folder, filter="data")
    house = Embedded(folder)
    with closing(house):
        asyncio.run(_fill(house.open_postgres(), folder / DATABASE, house.database_passwords))
    (folder / DATABASE).unlink()


async def _fill(admin: str, dump: Path, passwords: dict[str, str]) -> None:
    await create_database(admin)
    await make_roles(admin, SERVICES, passwords)
    await load(admin, _pieces(dump))
    connection = await asyncpg.connect(admin)
    try:
        for service in SERVICES:  # closed a moment ago, however long it lay here
            await connection.execute(AS_OF_NOW.format(service=service))
    finally:
        await connection.close()


async def _pieces(file: Path) -> AsyncIterator[bytes]:
    with file.open("rb") as content:
        while piece := content.read(READ_BYTES):
            yield piece
