"""`onedoor doctor`: can this machine carry the platform?"""

import typer

from launch.commands.options import Data, GrpcPort, HttpPort, chosen


def doctor(data: Data = None, http_port: HttpPort = None, grpc_port: GrpcPort = None) -> None:
    """Look at this machine: programs, ports, disk, data folder."""
    from rich.console import Console
    from rich.table import Table

    from launch.checks import checks

    table = Table(box=None, show_header=False)
    found = list(checks(chosen(data=data, http_port=http_port, grpc_port=grpc_port)))
    for check in found:
        mark = "[green]✓[/]" if check.is_good else "[red]✗[/]"
        table.add_row(mark, f"[bold]{check.name}[/]", check.said)
    Console().print(table)
    raise typer.Exit(0 if all(check.is_good for check in found) else 1)
