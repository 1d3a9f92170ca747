"""Options of the commands that are clients: where the platform is, and as whom."""

from typing import Annotated

import typer

Server = Annotated[
    str,
    typer.Option(
        envvar="ONEDOOR_SERVER",
        help="Its address.",
        show_default="the platform of the data folder, else http://127.0.0.1:8080",
    ),
]
Issuer = Annotated[
    str,
    typer.Option(
        envvar="ONEDOOR_ISSUER",
        help="Who signs people in.",
        show_default="the issuer built into the platform",
    ),
]
PostCode = Annotated[
    str,
    typer.Option(
        "--post", help="Act in this post.", show_default="the one chosen with onedoor login"
    ),
]
