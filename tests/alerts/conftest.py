"""Alerts' schema on real engines."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.migrations.migrate import Schema, migrate
from launch.engines import Engines
from services.alerts.adapters.tables import metadata

VERSIONS = Path("services/alerts/migrations/versions")
SCHEMA = Schema("alerts", metadata, VERSIONS)


@pytest.fixture(scope="session")
async def alerts_engine(engines: Engines) -> AsyncIterator[AsyncEngine]:
    await migrate(engines.admin, [SCHEMA], engines.database_passwords)
    engine = database.engine(engines.database("alerts"))
    yield engine
    await engine.dispose()
