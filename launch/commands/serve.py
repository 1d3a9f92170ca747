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
    from launch.engines import SERVICES
    from launch.ports import require_free

    if unknown := set(services) - set(SERVICES):
        raise typer.BadParameter(f"{', '.join(sorted(unknown))}: choose from {', '.join(SERVICES)}")
    settings = chosen(http_port=http_port, grpc_port=grpc_port)
    require_free(settings)

    gc.set_threshold(*WHILE_IMPORTING)
    from launch import serving

    serving.serve(settings, services)
