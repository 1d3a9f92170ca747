"""Alerts on a real PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.migrations.migrate import Schema, migrate
from chassis.runtime import Service
from launch.engines import Engines
from services.alerts.adapters.tables import metadata
from services.alerts.service import build
from tests.alerts.fakes import World
from tests.builders import SHELF
from tests.doors import a_platform

SCHEMA = Schema("alerts", metadata, Path("services/alerts/migrations/versions").absolute())


@pytest.fixture(scope="session")
async def alerts(
    engines: Engines, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Service]:
    await migrate(engines.admin, [SCHEMA], engines.database_passwords)
    service = build(a_platform(engines, "alerts", tmp_path_factory.mktemp("alerts")), SHELF)
    yield service
    await service.engine.dispose()


@pytest.fixture
def alerts_engine(alerts: Service) -> AsyncEngine:
    return alerts.engine


@pytest.fixture
def world(alerts_engine: AsyncEngine) -> World:
    return World(alerts_engine)
