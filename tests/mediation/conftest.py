"""Mediation on a real PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis.calendars import Calendars
from chassis.migrations.migrate import Schema, migrate
from chassis.runtime import Platform, Service
from launch.engines import Engines
from law.calendar import Calendar
from services.mediation.adapters import tables
from services.mediation.adapters.postgres import Postgres
from services.mediation.adapters.tables import metadata
from services.mediation.service import build
from tests.builders import SHELF
from tests.doors import a_platform

SCHEMA = Schema("mediation", metadata, Path("services/mediation/migrations/versions").absolute())


@pytest.fixture(scope="session")
async def mediation_platform(
    engines: Engines, tmp_path_factory: pytest.TempPathFactory
) -> Platform:
    await migrate(engines.admin, [SCHEMA], engines.database_passwords)
    return a_platform(engines, "mediation", tmp_path_factory.mktemp("mediation"))


@pytest.fixture(scope="session")
async def mediation(mediation_platform: Platform) -> AsyncIterator[Service]:
    service = build(mediation_platform, SHELF)
    yield service
    await service.engine.dispose()


@pytest.fixture
def postgres(mediation: Service, mediation_platform: Platform) -> Postgres:
    shelf = SHELF.apart()
    calendars = Calendars(mediation.engine, tables.calendars, shelf, Calendar)
    return Postgres(mediation.engine, mediation_platform.vault, shelf, calendars)
