"""The code's tables are those that the migrations made."""

import pytest

from chassis import database
from chassis.migrations.history import differences
from chassis.runtime import Service
from launch.engines import Engines
from tests.evaluation.conftest import SCHEMA

pytestmark = pytest.mark.engines


async def test_code_and_migrations_agree(engines: Engines, evaluation: Service) -> None:
    admin = database.engine(engines.admin)
    async with admin.connect() as connection:
        found = await connection.run_sync(differences, SCHEMA)
    await admin.dispose()

    assert found == []
