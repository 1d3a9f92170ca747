"""The journals are audited every day, and every day has its anchor, though nobody asks for it."""

import asyncio
import json
import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import asyncpg
import pytest

from chassis import database
from chassis.calendars import Calendars
from chassis.vault import MasterKey, Vault
from launch.anchoring import FOLDER, Kept
from launch.assembly import migrate
from launch.daily import DailyAudit
from launch.database import create_database
from launch.embedded import embedded
from launch.engines import Engines
from launch.settings import Settings
from law.calendar import Calendar
from services.mediation.adapters import tables
from services.mediation.adapters.postgres import Postgres
from tests.builders import SHELF, at, somewhere
from tests.mediation.builders import a_referral

pytestmark = pytest.mark.engines

WAIT_SECONDS = 60
LOOK_SECONDS = 0.05
MORNING, TOMORROW = at("2099-01-02"), at("2099-01-03")
"""The audit itself goes by the clock on the wall, which is behind these."""


@dataclass
class Platform:
    """Engines that are open, schemas that are there; the day goes on when the test says so."""

    settings: Settings
    engines: Engines
    now: datetime

    @property
    def kept(self) -> Kept:
        return Kept(self.settings.data / FOLDER)

    @property
    def said(self) -> Path:
        return self.settings.data / "audit.log"

    @contextmanager
    def running(self, *command: str) -> Iterator[DailyAudit]:
        chosen = {"command": command} if command else {}
        daily = DailyAudit(self.settings, self.said, lambda: self.now, LOOK_SECONDS, **chosen)
        daily.start()
        try:
            yield daily
        finally:
            daily.close()

    def write(self, here: str, day: str) -> None:
        """A referral comes in, and its journal begins."""
        asyncio.run(self._write(here, at(day)))

    async def _write(self, here: str, now: datetime) -> None:
        engine, shelf = database.engine(self.engines.database("mediation")), SHELF.apart()
        calendars = Calendars(engine, tables.calendars, shelf, Calendar)
        postgres = Postgres(engine, Vault(MasterKey(b"k" * 32)), shelf, calendars)
        async with postgres.acting(here) as work:
            await work.referrals.save(a_referral(here, now=now))
        await engine.dispose()

    def tamper(self, here: str) -> None:
        async def tampering() -> None:
            connection = await asyncpg.connect(self.engines.admin)
            change = "UPDATE mediation.journal SET seal = '\\x00' WHERE jurisdiction = $1"
            await connection.execute(change, here)
            await connection.close()

        asyncio.run(tampering())


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    folder = tmp_path_factory.mktemp("daily") / "data"

    async def prepare(engines: Engines) -> None:
        await create_database(engines.admin)
        await migrate(engines)

    with embedded(folder) as house:
        asyncio.run(prepare(house.engines))
        settings = Settings(data=folder).on(house.engines, {})
        yield Platform(settings, house.engines, MORNING)


@pytest.fixture
def platform(opened: Platform) -> Platform:
    opened.now = MORNING
    opened.said.unlink(missing_ok=True)
    (opened.kept.folder / "until").unlink(missing_ok=True)
    return opened


def eventually(look: Callable[[], object]) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while not look():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(LOOK_SECONDS)


def test_a_day_that_is_over_is_anchored_and_the_next_one_too(platform: Platform) -> None:
    here = somewhere()
    platform.write(here, "2026-09-16")

    with platform.running():
        eventually(platform.kept.until)
        first = platform.kept.read(here)
        platform.write(here, "2026-09-17")
        platform.now = TOMORROW
        eventually(lambda: len(platform.kept.read(here)) == 2)

    assert [anchor.day for anchor in first] == ["2026-09-16"]
    assert [anchor.day for anchor in platform.kept.read(here)] == ["2026-09-16", "2026-09-17"]
    assert platform.said.read_text().count("daily anchors hold") == 2


def test_a_day_that_was_looked_at_is_not_looked_at_again(platform: Platform) -> None:
    platform.kept.keep_until(date(2099, 1, 2))

    with platform.running(sys.executable, "-c", "print('asked')"):
        time.sleep(10 * LOOK_SECONDS)

    assert not platform.said.exists()


def test_a_fault_is_told_once_a_day_and_leaves_the_anchors_as_they_are(
    platform: Platform, caplog: pytest.LogCaptureFixture
) -> None:
    here = somewhere()
    platform.write(here, "2026-09-16")
    platform.tamper(here)

    with caplog.at_level(logging.ERROR), platform.running():
        eventually(lambda: caplog.records)
        time.sleep(10 * LOOK_SECONDS)

    assert [record.message for record in caplog.records] == [
        f"today's audit of the journals found a fault: see {platform.said}"
    ]
    assert f"broken at {here}/referral/" in platform.said.read_text()
    assert (platform.kept.until(), platform.kept.read(here)) == (None, [])


def test_closing_does_not_wait_for_an_audit_on_its_way(platform: Platform) -> None:
    started = platform.settings.data / "started"
    waits = f"import time; open({json.dumps(str(started))}, 'w'); time.sleep(60)"

    with platform.running(sys.executable, "-c", waits) as daily:
        eventually(started.exists)
        began = time.monotonic()

    assert not daily.is_alive()
    assert time.monotonic() - began < 5
