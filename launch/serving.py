"""Some services in this process, on engines that exist, until it is stopped."""

import asyncio
from collections.abc import Sequence

import uvloop

from chassis.database import DatabaseAway
from launch import assembly
from launch.folder import prepare
from launch.running import until_stopped
from launch.settings import Settings
from launch.starting import require_rulebooks

AGAIN_SECONDS = 1.0


def serve(settings: Settings, services: Sequence[str]) -> None:
    require_rulebooks(settings.rulebooks)
    prepare(settings.data)

    async def unlocked(ready: asyncio.Event) -> None:
        while True:
            try:
                await assembly.require_master_key(settings, services)
                break
            except DatabaseAway:  # it may start beside us
                await asyncio.sleep(AGAIN_SECONDS)
        await assembly.serve(settings, services, ready)

    async def serving() -> None:
        ready = asyncio.Event()
        await until_stopped(
            unlocked(ready),
            ready,
            failure=lambda: None,
            when_ready=lambda: None,
        )

    uvloop.run(serving())
