"""`onedoor login`: sign in once, for the commands that follow."""

import sys
from typing import Annotated

import typer

from launch.commands.clients import Issuer, Server
from launch.commands.options import Data, chosen


def login(
    name: Annotated[str, typer.Argument(help="Who signs in; a machine with --machine.")],
    post: Annotated[
        str, typer.Option(help="The post to act in, as organ/duty; for those with several.")
    ] = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
    machine: Annotated[
        bool, typer.Option("--machine", help="A machine's client id; its secret is the password.")
    ] = False,
    data: Data = None,
    server: Server = "",
    issuer: Issuer = "",
) -> None:
    """Sign in. On a demo machine the made-up staff's passwords are known already."""
    from rich.console import Console

    from launch.client import signed_in_as
    from launch.doors import find_doors
    from launch.language import readers_language
    from launch.people import password_of

    folder = chosen(data=data).data
    password = sys.stdin.readline().rstrip("\n") if password_stdin else password_of(folder, name)
    doors = find_doors(folder, server, issuer=issuer)
    console = Console(highlight=False)
    told = signed_in_as(
        folder, doors, name, password, post=post, machine=machine, language=readers_language()
    )
    console.print(f"[green]✓[/] {told.name}  {told.post}  {told.issuer}")
    for other in told.others:
        console.print(f"  --post {other}")
