"""The toy service on real engines."""

from collections.abc import AsyncIterator
from dataclasses import replace

import nats
import pytest
from nats.js import JetStreamContext
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.migrations.migrate import migrate
from chassis.vault import MasterKey, Vault
from launch.engines import OPERATOR, Engines
from tests.chassis.toy.note import SCHEMA

TOY_PASSWORD = "toy"


@pytest.fixture(scope="session")
async def toy_url(engines: Engines) -> str:
    await migrate(engines.admin, [SCHEMA], {"toy": TOY_PASSWORD})
    passwords = {**engines.database_passwords, "toy": TOY_PASSWORD}
    return replace(engines, database_passwords=passwords).database("toy")


@pytest.fixture(scope="session")
async def toy_engine(toy_url: str) -> AsyncIterator[AsyncEngine]:
    engine = database.engine(toy_url)
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
def vault() -> Vault:
    return Vault(MasterKey(b"k" * 32))


@pytest.fixture(scope="session")
async def bus(engines: Engines) -> AsyncIterator[JetStreamContext]:
    client = await nats.connect(engines.bus(OPERATOR))
    yield client.jetstream()
    await client.close()
