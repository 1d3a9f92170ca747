"""What a process does that was forked from the template, and what is done before once for all."""

import asyncio
import ssl
from collections.abc import Sequence
from pathlib import Path

from launch.folder import LOG
from launch.opening import logging_into, prepare
from launch.serving import serve
from launch.settings import read
from launch.starting import require_rulebooks


def rehearse(rulebooks: Path) -> None:
    """Whatever every service makes for itself, is the same for all and takes megabytes, beside
    what this module imports."""
    require_rulebooks(rulebooks)
    read()
    ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def do(command: Sequence[str]) -> None:
    settings = read()
    match command:
        case ["prepare"]:
            with logging_into(settings.data / LOG):
                asyncio.run(prepare(settings))
        case ["serve", *services]:
            serve(settings, services)
