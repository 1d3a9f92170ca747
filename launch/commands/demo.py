"""`onedoor demo`: a county with made-up petitions."""

from launch.commands.clients import Server
from launch.commands.options import Data, chosen


def demo(data: Data = None, server: Server = "") -> None:
    """Fill the county: made-up petitions of 90 days, and a working day at every desk."""
    from rich.console import Console

    from launch.client import browser
    from launch.demonstration.showing import Showing
    from launch.demonstration.staff import Staff
    from launch.doors import find_doors
    from launch.language import readers_language
    from launch.people import known_passwords

    folder, language = chosen(data=data).data, readers_language()
    with browser() as http:
        staff = Staff(http, find_doors(folder, server), known_passwords(folder), language)
        try:
            Showing(Console(highlight=False), staff).fill(folder)
        finally:
            staff.close()
