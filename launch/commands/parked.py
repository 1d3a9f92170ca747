"""`onedoor parked`: events that could not be handled."""

from typing import Annotated
from uuid import UUID

import typer

from launch.commands.options import Data, chosen

LENGTH_OF_AN_ID = 36

parked = typer.Typer(help="Events that could not be handled.", no_args_is_help=True)


@parked.command("list")
def list_parked(data: Data = None) -> None:
    """Show them: which consumer, what failed, since when; never what they say."""
    import asyncio

    from rich.console import Console
    from rich.table import Table

    from launch.parking import find_parked
    from launch.reaching import reached

    with reached(chosen(data=data)) as engines:
        found = asyncio.run(find_parked(engines.admin))
    if not found:
        print("Nothing is parked.")
        return
    table = Table(box=None)
    table.add_column("event", min_width=LENGTH_OF_AN_ID)  # to be copied whole, on any terminal
    for heading in ("consumer", "place", "subject", "fault", "since"):
        table.add_column(heading, overflow="fold")
    for one in found:
        since = f"{one.parked_at:%Y-%m-%d %H:%M}"
        table.add_row(
            str(one.event_id), one.consumer, one.jurisdiction, one.subject, one.fault, since
        )
    Console().print(table)


@parked.command()
def replay(
    event: Annotated[
        UUID | None, typer.Argument(help="One event; all of them if left out.")
    ] = None,
    data: Data = None,
) -> None:
    """Handle them again now. What fails again stays parked."""
    import asyncio

    from launch.parking import replay_parked
    from launch.reaching import reached

    settings = chosen(data=data)
    with reached(settings) as engines:
        outcomes = asyncio.run(replay_parked(settings.on(engines, {}), event))
    for one, fault in outcomes:
        print(f"{one.event_id} {one.consumer}: {fault or 'handled'}")
    if not outcomes:
        print("Nothing is parked.")
    raise typer.Exit(1 if any(fault for _, fault in outcomes) else 0)
