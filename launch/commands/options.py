"""Options that several commands share. What is not chosen comes from the environment."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from launch.settings import Settings

Data = Annotated[
    Path | None,
    typer.Option("--data", help="The data folder.", show_default=".onedoor"),
]
HttpPort = Annotated[
    int | None,
    typer.Option("--http-port", min=1, max=65535, help="For browsers.", show_default="8080"),
]
GrpcPort = Annotated[
    int | None,
    typer.Option("--grpc-port", min=1, max=65535, help="For programs.", show_default="9090"),
]

# What is imported stays: looking for garbage among it takes a fifth of the start.
WHILE_IMPORTING = (100_000, 50, 50)


def chosen(**options: object) -> "Settings":
    """An option wins over the environment, and that over what is usual."""
    from launch.settings import read

    return read(**options)
