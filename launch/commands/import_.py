"""`onedoor import`: petitions from a CSV file."""

from pathlib import Path
from typing import Annotated

import typer

from launch.commands.clients import PostCode, Server
from launch.commands.options import Data, chosen

STOPPED = 130


def import_(
    file: Annotated[Path, typer.Argument(help="A CSV file, also .csv.gz, with a header row.")],
    mapping: Annotated[
        str,
        typer.Option(
            help="exchange, titles, bodies, rows, hotspots, replied, or a YAML file of your own.",
            show_default="by the header",
        ),
    ] = "",
    history: Annotated[
        bool, typer.Option("--history", help="With its own days: clocks run as they ran.")
    ] = False,
    source: Annotated[
        str, typer.Option(help="The system it comes from.", show_default="the mapping's name")
    ] = "",
    report: Annotated[
        Path | None,
        typer.Option(help="Where refused rows are listed.", show_default="in the data folder"),
    ] = None,
    data: Data = None,
    server: Server = "",
    post: PostCode = "",
) -> None:
    """Register the petitions of a file. Run it again: nothing is registered twice."""
    from rich.console import Console

    from launch.client import signed_in
    from launch.doors import find_doors
    from launch.importing.bringing import Bringing
    from launch.importing.checkpoint import Checkpoint
    from launch.importing.mapping import mapping_for
    from launch.importing.petitions import Reader
    from launch.importing.refused import RefusedRows
    from launch.importing.sending import Sender, registering
    from launch.importing.sheet import opened
    from launch.importing.showing import Showing
    from launch.language import readers_language

    folder, language = chosen(data=data).data, readers_language()
    showing = Showing(Console(), language)
    doors = find_doors(folder, server)
    with (
        opened(file) as sheet,
        signed_in(folder, doors, post=post, language=language) as client,
    ):
        reading = mapping_for(sheet.header, mapping)
        reader = Reader(reading, sheet.header, source or reading.name, history)
        kept = Checkpoint.of(folder / "imports", file, reading, reader.source, history, doors)
        tally = kept.read()
        told = report or folder / "imports" / f"{file.name}.refused.csv"
        if tally.row:
            showing.say("goes_on", row=tally.row)
        bringing = Bringing(
            sheet=sheet,
            reader=reader,
            sender=Sender(registering(client), showing.away, doors.calls("intake")),
            refused=RefusedRows(told, goes_on=bool(tally.row)),
            checkpoint=kept,
            watcher=showing,
            language=language,
            tally=tally,
        )
        try:
            with showing.of(file):
                bringing.run()
        except KeyboardInterrupt:
            showing.say("stopped")
            raise typer.Exit(STOPPED) from None
        showing.ended(tally, reader, told)
    raise typer.Exit(1 if tally.refused else 0)
