"""`onedoor keys`: what tokens are signed with."""

import typer

from launch.commands.options import Data, chosen

keys = typer.Typer(help="What tokens are signed with.", no_args_is_help=True)


@keys.callback()
def _group() -> None:
    """A command group, though it has one command."""


@keys.command()
def rotate(data: Data = None) -> None:
    """Sign with a new key, for all places; tokens signed before stay good until they run out."""
    import asyncio

    from launch import assembly
    from launch.reaching import reached
    from services.identity.service import rotate_signing_key

    settings = chosen(data=data)
    with reached(settings) as engines:
        asyncio.run(rotate_signing_key(assembly.platform(settings.on(engines, {}))))
    print("A new key signs within a minute; what was signed before stays good until it runs out.")
