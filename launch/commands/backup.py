"""`onedoor backup`: everything that a place needs, in one sealed file."""

from pathlib import Path
from typing import Annotated

import typer

from launch.commands.options import Data, chosen

POLITE = 10
"""Whoever is served meanwhile comes first."""

PassphraseFile = Annotated[
    Path | None,
    typer.Option("--passphrase-file", help="Where the passphrase is; typed if left out."),
]


def backup(
    file: Annotated[Path, typer.Argument(help="A new file, such as /mnt/safe/onedoor-1123.tar.")],
    data: Data = None,
    passphrase_file: PassphraseFile = None,
    copy: Annotated[
        Path | None,
        typer.Option("--copy", help="Copy the database's own files there too, for going back."),
    ] = None,
) -> None:
    """Copy everything into one sealed file; the platform may run meanwhile."""
    import asyncio
    import os
    from datetime import UTC, datetime

    from rich.console import Console
    from rich.filesize import decimal

    from launch.backup.lock import passphrase
    from launch.backup.rewinding import copy_files
    from launch.backup.taking import take
    from launch.reaching import reached

    settings, lock = chosen(data=data), passphrase(passphrase_file, is_new=True)
    now = datetime.now(UTC)  # noqa: TID251 - made at this moment
    os.setpriority(os.PRIO_PROCESS, 0, POLITE)
    with reached(settings) as engines:
        manifest = asyncio.run(take(settings, engines, file, lock, now))
        if copy:
            copy_files(engines.admin, copy.absolute())
    entries = sum(schema.entries for schema in manifest.schemas.values())
    held = "files listed" if manifest.attachments.are_listed_only else "files"
    console = Console(highlight=False)
    console.print(f"[green]✓[/] {file}: {decimal(file.stat().st_size)}", soft_wrap=True)
    console.print(f"  {entries:,} journal entries, {manifest.attachments.count:,} {held}")
    console.print("  It opens with its passphrase only: keep that elsewhere.")
