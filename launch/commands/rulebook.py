"""`onedoor rulebook`: a county's rules as data."""

from pathlib import Path
from typing import Annotated

import typer

rulebook = typer.Typer(help="A county's rules as data.", no_args_is_help=True)


@rulebook.command()
def check(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A rulebook, YAML.")],
) -> None:
    """Say what is wrong with a rulebook: file, line, and what is expected there."""
    from rich.console import Console

    from law.loading import check as findings_of

    findings = findings_of(file)
    for finding in findings:
        print(finding)
    if findings:
        raise typer.Exit(1)
    Console().print(f"[green]✓[/] {file} can be used.")
