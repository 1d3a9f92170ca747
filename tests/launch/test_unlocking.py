"""A key that does not open what is here is found out at the start."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from chassis import database
from chassis.database import MACHINERY
from chassis.runtime import Service
from chassis.vault import MasterKey, Vault
from launch.assembly import BUILD, migrate, platform, shelf
from launch.database import create_database
from launch.engines import Engines
from launch.errors import MasterKeyWrong
from launch.folder import prepare
from launch.settings import Settings
from launch.unlocking import require_key
from tests.builders import an_id, somewhere

pytestmark = pytest.mark.engines

FILE = Path("keys", "master.key")
OURS = Vault(MasterKey(bytes(32)))
OTHER = Vault(MasterKey(bytes([7]) * 32))


@pytest.fixture
async def intake(engines: Engines, tmp_path: Path) -> AsyncIterator[Service]:
    await create_database(engines.admin)
    await migrate(engines)
    prepare(tmp_path)
    settings = Settings(data=tmp_path).on(engines, {})
    service = BUILD["intake"](platform(settings), shelf(settings))
    yield service
    await service.engine.dispose()


async def keep(service: Service, place: str, **row: Any) -> None:
    async with database.transaction(service.engine, place, MACHINERY) as work:
        own = {"jurisdiction": place, "owner": an_id(), "subject": an_id(), "wrapped": None}
        work.buffer.insert(service.machinery.keys, own | row)


async def require(vault: Vault, service: Service, place: str) -> None:
    await require_key(vault, service.engine, service.machinery.keys, [place], FILE)


async def test_the_key_that_sealed_it_opens_it_and_no_other(intake: Service) -> None:
    place, subject = somewhere(), an_id()
    await require(OTHER, intake, place)  # where nothing is sealed any key will do
    wrapped = OURS.wrap(place, subject, OURS.new_key())
    await keep(intake, place, subject=subject, wrapped=wrapped)

    await require(OURS, intake, place)
    with pytest.raises(MasterKeyWrong, match="Put that one back"):
        await require(OTHER, intake, place)


async def test_a_key_that_was_destroyed_says_nothing(intake: Service) -> None:
    place = somewhere()
    await keep(intake, place)

    await require(OTHER, intake, place)
