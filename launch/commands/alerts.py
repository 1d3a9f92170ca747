"""`onedoor alerts`: what alerts keeps, checked."""

import typer

from launch.commands.clients import PostCode, Server
from launch.commands.options import Data, chosen

alerts = typer.Typer(help="What alerts keeps, checked.", no_args_is_help=True)


@alerts.callback()
def _group() -> None:
    """A command group, though it has one command."""


@alerts.command()
def digest(data: Data = None, server: Server = "", post: PostCode = "") -> None:
    """One hash over all that alerts derived from events: equal after a rebuild. For auditors."""
    from rich.console import Console

    from launch.client import signed_in
    from launch.doors import find_doors
    from launch.language import readers_language

    folder = chosen(data=data).data
    with signed_in(
        folder, find_doors(folder, server), post=post, language=readers_language()
    ) as client:
        told = client.get("alerts", "/v1/digest")
    mark = "[red]✗[/]" if told["disagreeing"] else "[green]✓[/]"
    console = Console(highlight=False)
    console.print(told["digest"], soft_wrap=True)
    console.print(
        f"{mark} {told['rows']:,} rows; {told['disagreeing']} counters differ from a recount"
    )
    raise typer.Exit(1 if told["disagreeing"] else 0)
