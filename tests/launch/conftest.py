"""Identity behind a real door, for whoever signs in from a command."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI

from chassis.attachments import Attachments, open_store
from chassis.migrations.migrate import Schema, migrate
from chassis.notify import Notifier
from chassis.runtime import Http, Platform, Service, Settings
from chassis.token import HttpKeys, Issuer, Verifier
from chassis.vault import MasterKey, Vault
from launch.doors import Doors
from launch.engines import Engines
from launch.ports import free_port
from services.identity.adapters.tables import metadata
from services.identity.service import build
from tests.builders import SHELF
from tests.identity.builders import Clock
from tests.launch.issuing import Issuing

VERSIONS = Path("services/identity/migrations/versions").absolute()


@pytest.fixture
async def issuing(engines: Engines, tmp_path: Path) -> AsyncIterator[Issuing]:
    await migrate(
        engines.admin, [Schema("identity", metadata, VERSIONS)], engines.database_passwords
    )
    port, clock = free_port(), Clock()
    doors = Doors.at(f"http://127.0.0.1:{port}")
    platform = Platform(
        settings=Settings(
            databases={"identity": engines.database("identity")},
            buses={},
            peers={},
            issuer=doors.issuer,
            http_port=port,
            grpc_port=0,
        ),
        tokens=Verifier([Issuer(doors.issuer)], HttpKeys(), clock),
        vault=Vault(MasterKey(b"k" * 32)),
        notifier=Notifier({}),
        attachments=Attachments(open_store(tmp_path.as_uri())),
        now=clock,
    )
    service = build(platform, SHELF)
    serving = asyncio.create_task(_server(service, port).until_cancelled())
    try:
        yield Issuing(service, doors, clock)
    finally:
        serving.cancel()
        await asyncio.wait([serving])
        await service.engine.dispose()


def _server(service: Service, port: int) -> Http:
    outer = FastAPI()
    outer.mount("/api/identity", service.rest)
    config = uvicorn.Config(outer, port=port, lifespan="off", log_config=None, access_log=False)
    return Http(config)
