"""`onedoor audit`: whether the journals are what was written."""

import typer

from launch.commands.options import Data, chosen

audit = typer.Typer(help="Whether the journals are what was written.", no_args_is_help=True)


@audit.callback()
def _group() -> None:
    """A command group, though it has one command."""


@audit.command()
def verify(data: Data = None) -> None:
    """Recompute every hash chain; name the first broken link of each service."""
    import asyncio

    from rich.console import Console

    from launch.assembly import SCHEMAS
    from launch.auditing import Audit
    from launch.auditing import audit as auditing
    from launch.reaching import reached

    async def found(admin: str) -> list[Audit]:
        return [each async for each in auditing(admin, SCHEMAS)]

    with reached(chosen(data=data)) as engines:
        audits = asyncio.run(found(engines.admin))
    console = Console(highlight=False)
    for each in audits:
        mark = "[red]✗[/]" if each.broken else "[green]✓[/]"
        console.print(f"{mark} {each.service}: {each.entries:,} entries in {each.chains:,} chains")
        if broken := each.broken:
            where = f"{broken.jurisdiction}/{broken.kind}/{broken.subject}"
            console.print(f"  broken at {where}, version {broken.version}: {broken.fault}")
    raise typer.Exit(1 if any(each.broken for each in audits) else 0)
