"""`onedoor token`: who is signed in, as other programs say it."""

import typer

from launch.commands.clients import Server
from launch.commands.options import Data, chosen


def token(data: Data = None, server: Server = "") -> None:
    """Print a fresh access token: curl -H "Authorization: Bearer $(onedoor token)" …"""
    from launch.client import signed_in
    from launch.doors import find_doors
    from launch.language import readers_language

    folder = chosen(data=data).data
    with signed_in(folder, find_doors(folder, server), language=readers_language()) as client:
        typer.echo(client.bearer.token())
