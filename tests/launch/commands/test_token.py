"""What is printed lets another program in as whoever signed in."""

import asyncio
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from launch.__main__ import onedoor
from launch.answers import NotSignedIn
from launch.client import signed_in_as
from tests.builders import somewhere
from tests.identity.builders import PASSWORD, a_login
from tests.launch.issuing import Issuing

pytestmark = pytest.mark.engines


async def test_the_printed_token_is_taken_at_the_door(issuing: Issuing, tmp_path: Path) -> None:
    here = somewhere()
    await issuing.found(here)
    doors = issuing.doors
    await asyncio.to_thread(signed_in_as, tmp_path, doors, a_login(here), PASSWORD, language="en")

    printed = await asyncio.to_thread(
        CliRunner().invoke, onedoor, ["token", "--data", str(tmp_path), "--server", doors.http[""]]
    )

    async with httpx.AsyncClient(trust_env=False) as http:
        bearer = {"Authorization": f"Bearer {printed.output.strip()}"}
        told = await http.get(f"{doors.url('identity')}/v1/me", headers=bearer)
    assert told.json()["login"] == a_login(here)


def test_nobody_signed_in_has_no_token(tmp_path: Path) -> None:
    told = CliRunner().invoke(onedoor, ["token", "--data", str(tmp_path)])

    assert isinstance(told.exception, NotSignedIn)
