"""Evaluation on a real PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis.calendars import Calendars
from chassis.migrations.migrate import Schema, migrate
from chassis.runtime import Platform, Service
from launch.engines import Engines
from law.calendar import Calendar
from services.evaluation.adapters import tables
from services.evaluation.adapters.postgres import Postgres
from services.evaluation.adapters.tables import metadata
from services.evaluation.service import build
from tests.builders import SHELF
from tests.doors import a_platform

SCHEMA = Schema("evaluation", metadata, Path("services/evaluation/migrations/versions").absolute())


@pytest.fixture(scope="session")
async def evaluation_platform(
    engines: Engines, tmp_path_factory: pytest.TempPathFactory
) -> Platform:
    await migrate(engines.admin, [SCHEMA], engines.database_passwords)
    return a_platform(engines, "evaluation", tmp_path_factory.mktemp("evaluation"))


@pytest.fixture(scope="session")
async def evaluation(evaluation_platform: Platform) -> AsyncIterator[Service]:
    service = build(evaluation_platform, SHELF)
    yield service
    await service.engine.dispose()


@pytest.fixture
def postgres(evaluation: Service, evaluation_platform: Platform) -> Postgres:
    shelf = SHELF.apart()
    calendars = Calendars(evaluation.engine, tables.calendars, shelf, Calendar)
    return Postgres(evaluation.engine, evaluation_platform.vault, shelf, calendars)
