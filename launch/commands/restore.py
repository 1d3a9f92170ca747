"""`onedoor restore`: a place as its backup remembers it."""

from pathlib import Path
from typing import Annotated

import typer

from launch.commands.backup import PassphraseFile
from launch.commands.options import Data, chosen


def restore(
    file: Annotated[Path, typer.Argument(help="What `onedoor backup` made.")],
    data: Data = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Make an empty data folder what it was when the backup was made, and audit it."""
    from datetime import UTC, datetime

    from rich.console import Console

    from launch.backup.lock import passphrase
    from launch.backup.parts import Reading
    from launch.backup.restoring import restore as restoring
    from launch.commands.audit import verify

    settings, reading = chosen(data=data), Reading(file)
    lock = passphrase(passphrase_file, is_new=False)
    now = datetime.now(UTC)  # noqa: TID251 - restored at this moment
    restored = restoring(settings, reading, lock, now)
    console = Console(highlight=False)
    taken = restored.manifest.taken_at
    console.print(f"[green]✓[/] {settings.data} is as it was at {taken:%Y-%m-%d %H:%M:%S %Z}")
    console.print("  Everybody is signed out. Events go out again when the platform opens.")
    for place in restored.missing:
        console.print(f"[red]✗[/] the bucket lacks {place}", soft_wrap=True)
    try:
        verify(settings.data)
    except typer.Exit as audited:
        raise typer.Exit(audited.exit_code or int(bool(restored.missing))) from None
