"""`onedoor serve`: one service, or some, on engines that exist."""

import gc
from typing import Annotated

import typer

from launch.commands.options import WHILE_IMPORTING, GrpcPort, HttpPort, chosen

AGAIN_SECONDS = 1.0


def serve(
    services: Annotated[list[str], typer.Argument(help="intake, mediation, …")],
    http_port: HttpPort = None,
    grpc_port: GrpcPort = None,
) -> None:
    """Run these services only; ONEDOOR_DATABASE_URL and ONEDOOR_BUS_URL say on which engines."""
    import asyncio

    import uvloop

    from chassis.database import DatabaseAway
    from launch.engines import SERVICES
    from launch.folder import prepare
    from launch.ports import require_free
    from launch.running import until_stopped

    if unknown := set(services) - set(SERVICES):
        raise typer.BadParameter(f"{', '.join(sorted(unknown))}: choose from {', '.join(SERVICES)}")
    settings = chosen(http_port=http_port, grpc_port=grpc_port)
    require_free(settings)

    gc.set_threshold(*WHILE_IMPORTING)
    from launch import assembly
    from launch.starting import require_rulebooks

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
