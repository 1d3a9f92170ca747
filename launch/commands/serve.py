"""`onedoor serve`: one service, or some, on engines that exist."""

import gc
from typing import Annotated

import typer

from launch.commands.options import WHILE_IMPORTING, GrpcPort, HttpPort, chosen


def serve(
    services: Annotated[list[str], typer.Argument(help="intake, mediation, …")],
    http_port: HttpPort = None,
    grpc_port: GrpcPort = None,
) -> None:
    """Run these services only; ONEDOOR_DATABASE_URL and ONEDOOR_BUS_URL say on which engines."""
    import asyncio

    import uvloop

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

    async def serving() -> None:
        ready = asyncio.Event()
        await until_stopped(
            assembly.serve(settings, services, ready),
            ready,
            failure=lambda: None,
            when_ready=lambda: None,
        )

    uvloop.run(serving())
