"""Identity on a real PostgreSQL, spoken to as browsers and applications do."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from chassis.attachments import Attachments, open_store
from chassis.migrations.migrate import Schema, migrate
from chassis.notify import Notifier
from chassis.runtime import Platform, Service, Settings
from chassis.token import Issuer, Verifier
from chassis.vault import MasterKey, Vault
from launch.engines import Engines
from services.identity.adapters.tables import metadata
from services.identity.service import build
from tests.builders import SHELF, somewhere
from tests.identity.builders import ISSUER, Clock, KeysOverAsgi

VERSIONS = Path("services/identity/migrations/versions").absolute()


@pytest.fixture(scope="session")
async def migrated(engines: Engines) -> Engines:
    await migrate(
        engines.admin, [Schema("identity", metadata, VERSIONS)], engines.database_passwords
    )
    return engines


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys() -> KeysOverAsgi:
    return KeysOverAsgi()


@pytest.fixture
def platform(migrated: Engines, clock: Clock, keys: KeysOverAsgi, tmp_path: Path) -> Platform:
    return Platform(
        settings=Settings(
            databases={"identity": migrated.database("identity")},
            buses={},
            peers={},
            issuer=ISSUER,
            http_port=0,
            grpc_port=0,
        ),
        tokens=Verifier([Issuer(ISSUER)], keys, clock),
        vault=Vault(MasterKey(b"k" * 32)),
        notifier=Notifier({}),
        attachments=Attachments(open_store(tmp_path.as_uri())),
        now=clock,
    )


@pytest.fixture
async def service(platform: Platform) -> AsyncIterator[Service]:
    service = build(platform, SHELF)
    yield service
    await service.engine.dispose()


@pytest.fixture
async def browser(keys: KeysOverAsgi, service: Service) -> AsyncIterator[AsyncClient]:
    outer = FastAPI()
    outer.mount("/api/identity", service.rest)
    # Failures count for an address too: each test knocks from one of its own.
    transport = ASGITransport(outer, client=(f"address-{somewhere()}", 1))
    async with AsyncClient(transport=transport, base_url="http://door.test") as client:
        keys.client = client
        yield client
