"""`onedoor up`: the whole platform on this machine."""

import gc
import signal
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from launch.commands.options import WHILE_IMPORTING, Data, GrpcPort, HttpPort, chosen

if TYPE_CHECKING:
    from launch.settings import Settings

Split = Annotated[bool, typer.Option("--split", help="A process for each service.")]

DemoPeople = Annotated[bool, typer.Option("--demo-people", help="Made-up staff at every desk.")]


def up(
    data: Data = None,
    http_port: HttpPort = None,
    grpc_port: GrpcPort = None,
    split: Split = False,
    demo_people: DemoPeople = False,
) -> None:
    """Run the whole platform on this machine, its PostgreSQL and NATS included."""
    from launch.engines import SERVICES
    from launch.ports import require_free

    for stop in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # a shell lets "&" ignore the first
        signal.signal(stop, signal.default_int_handler)
    settings = chosen(data=data, http_port=http_port, grpc_port=grpc_port, demo_people=demo_people)
    require_free(settings, pairs=len(SERVICES) if split else 1)
    gc.set_threshold(*WHILE_IMPORTING)
    with suppress(KeyboardInterrupt):
        from launch.starting import engines, require_rulebooks, require_rulebooks_aside

        if split:
            from launch.apart import open_apart

            require_rulebooks_aside(settings.rulebooks)
            open_apart(settings, _tell)
        else:
            require_rulebooks(settings.rulebooks)
            with engines(settings, meanwhile="launch.opening") as (house, here):
                from launch.opening import open_whole

                open_whole(house, here, _tell)


def _tell(services: Mapping[str, "Settings"]) -> None:
    from rich.console import Console
    from rich.table import Table

    from launch.passwords import PASSWORDS

    table = Table(box=None, pad_edge=False)
    for heading in ("service", "HTTP", "gRPC"):
        table.add_column(heading, style="bold" if heading == "service" else "")
    for name, settings in services.items():
        http = f"http://{settings.host}:{settings.http_port}/api/{name}"
        table.add_row(name, http, f"{settings.host}:{settings.grpc_port}")
    first = services["intake"]
    somebody = "petition-bureau.head" if first.demo_people else "administrator"
    hints = {
        "data, logs": str(first.data),
        "passwords": str(first.data / PASSWORDS),
        "sign in": f"onedoor login {somebody}",
        "watch": "onedoor board",
        "close": "Ctrl-C",
    }
    console = Console(highlight=False)
    console.print("[bold green]OneDoor is open[/] 一门已开门\n", table, "", sep="\n")
    for name, hint in hints.items():
        console.print(f"[bold]{name:<11}[/]{hint}", soft_wrap=True)
