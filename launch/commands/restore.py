"""`onedoor restore`: a place as its backup remembers it."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from launch.commands.backup import PassphraseFile
from launch.commands.options import Data, chosen

Copy = Annotated[
    Path | None, typer.Option("--copy", help="What `onedoor backup --copy` made: go on from there.")
]
Wal = Annotated[
    Path | None, typer.Option("--wal", help="The archive.", show_default="ONEDOOR_WAL_ARCHIVE")
]
Until = Annotated[
    datetime | None,
    typer.Option(
        "--until",
        formats=["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S%z"],
        help="The moment, in Shanghai unless it says otherwise; the latest if left out.",
    ),
]


def restore(
    file: Annotated[Path, typer.Argument(help="What `onedoor backup` made.")],
    data: Data = None,
    passphrase_file: PassphraseFile = None,
    copy: Copy = None,
    wal: Wal = None,
    until: Until = None,
) -> None:
    """Make an empty data folder what it was when the backup was made, and audit it."""
    from datetime import UTC

    from rich.console import Console

    from launch.backup.lock import passphrase
    from launch.backup.parts import Reading
    from launch.backup.restoring import restore as restoring
    from launch.backup.rewinding import moment
    from launch.commands.audit import verify

    settings, reading = chosen(data=data), Reading(file)
    goal = moment(copy, wal or settings.wal_archive, until)
    lock = passphrase(passphrase_file, is_new=False)
    now = datetime.now(UTC)  # noqa: TID251 - restored at this moment
    restored = restoring(settings, reading, lock, now, goal)
    console = Console(highlight=False)
    told = f"{restored.manifest.taken_at:%Y-%m-%d %H:%M:%S %Z}"
    if goal:
        told = f"{goal.until:%Y-%m-%d %H:%M:%S %Z}" if goal.until else "the end of the archive"
    console.print(f"[green]✓[/] {settings.data} is as it was at {told}", soft_wrap=True)
    console.print("  Everybody is signed out. Events go out again when the platform opens.")
    for place in restored.missing:
        console.print(f"[red]✗[/] the bucket lacks {place}", soft_wrap=True)
    try:
        verify(settings.data)
    except typer.Exit as audited:
        raise typer.Exit(audited.exit_code or int(bool(restored.missing))) from None
