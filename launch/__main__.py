"""The `onedoor` command."""

from typing import Annotated

import typer

from launch.commands.alerts import alerts
from launch.commands.audit import audit
from launch.commands.backup import backup
from launch.commands.board import board
from launch.commands.demo import demo
from launch.commands.doctor import doctor
from launch.commands.import_ import import_
from launch.commands.keys import keys
from launch.commands.login import login
from launch.commands.migrate import migrate
from launch.commands.parked import parked
from launch.commands.restore import restore
from launch.commands.rulebook import rulebook
from launch.commands.serve import serve
from launch.commands.token import token
from launch.commands.up import up
from launch.ending import leave, run

onedoor = typer.Typer(
    help="OneDoor 一门: a county's petition and mediation centre.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (up, serve, migrate, doctor, backup, restore, login, token, board, demo):
    onedoor.command()(command)
onedoor.command("import")(import_)
for name, group in {
    "rulebook": rulebook,
    "alerts": alerts,
    "audit": audit,
    "parked": parked,
    "keys": keys,
}.items():
    onedoor.add_typer(group, name=name)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"onedoor {version('onedoor')}")
        raise typer.Exit


@onedoor.callback()
def _options(
    _: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    pass


def main() -> None:
    leave(run(onedoor))


if __name__ == "__main__":
    main()
