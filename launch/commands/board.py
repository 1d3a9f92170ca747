"""`onedoor board`: the red/yellow/blue board in the terminal."""

from typing import Annotated

import typer

from launch.commands.clients import PostCode, Server
from launch.commands.options import Data, chosen


def board(
    once: Annotated[bool, typer.Option("--once", help="Show it as it is now, and end.")] = False,
    data: Data = None,
    server: Server = "",
    post: PostCode = "",
) -> None:
    """Watch deadlines by organ and step: red is overdue or due within 3 days, yellow within 10."""
    from contextlib import suppress

    from rich.console import Console
    from rich.live import Live

    from launch.client import signed_in
    from launch.doors import find_doors
    from launch.language import readers_language
    from launch.watching import Screen

    folder, language, console = chosen(data=data).data, readers_language(), Console()
    doors = find_doors(folder, server)
    with (
        suppress(KeyboardInterrupt),
        signed_in(folder, doors, post=post, language=language) as client,
    ):
        screen = Screen(client, language)
        screen.look()
        if once or not console.is_terminal:
            console.print(screen)
            return
        screen.height = console.height
        with Live(screen, console=console, screen=True, auto_refresh=False) as live:
            screen.follow(live.refresh)
