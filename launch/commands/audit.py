"""`onedoor audit`: whether the journals are what was written."""

import typer

from launch.commands.options import Data, chosen

audit = typer.Typer(help="Whether the journals are what was written.", no_args_is_help=True)


@audit.callback()
def _group() -> None:
    """A command group, though it has one command."""


@audit.command()
def verify(data: Data = None) -> None:
    """Recompute every hash chain and every daily anchor; name the first link that is broken."""
    import asyncio
    from datetime import UTC, datetime

    from rich.console import Console

    from launch.anchoring import FOLDER, Anchor, Kept, anchors, compare, first_open_day
    from launch.assembly import SCHEMAS
    from launch.auditing import Audit
    from launch.auditing import audit as auditing
    from launch.reaching import reached

    until = first_open_day(datetime.now(UTC))  # noqa: TID251 - asked for today

    async def found(admin: str) -> tuple[list[Audit], dict[str, list[Anchor]]]:
        audits = [each async for each in auditing(admin, SCHEMAS)]
        if any(each.broken for each in audits):
            return audits, {}
        return audits, await anchors(admin, [schema.service for schema in SCHEMAS], until)

    settings = chosen(data=data)
    with reached(settings) as engines:
        audits, computed = asyncio.run(found(engines.admin))
    console = Console(highlight=False)
    for each in audits:
        mark = "[red]✗[/]" if each.broken else "[green]✓[/]"
        console.print(f"{mark} {each.service}: {each.entries:,} entries in {each.chains:,} chains")
        if broken := each.broken:
            where = f"{broken.jurisdiction}/{broken.kind}/{broken.subject}"
            console.print(f"  broken at {where}, version {broken.version}: {broken.fault}")
    is_broken, kept = any(each.broken for each in audits), Kept(settings.data / FOLDER)
    for held in () if is_broken else compare(kept, computed):
        is_broken |= held.broken is not None
        if held.broken:
            console.print(f"[red]✗[/] {held.place}: the anchor of {held.broken} does not hold")
        elif held.newest:
            newest = held.newest
            console.print(f"[green]✓[/] {held.place}: {held.days} daily anchors hold")
            console.print(f"  {newest.day} {newest.seal}", soft_wrap=True)
    if not is_broken:
        kept.keep_until(until)
    raise typer.Exit(1 if is_broken else 0)
