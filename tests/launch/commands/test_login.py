"""`onedoor login` keeps a sign-in, and says as whom and in which post."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from launch.__main__ import onedoor
from launch.answers import PasswordMissing
from launch.logins import Logins
from services.identity.domain.forms import PostForm
from tests.builders import somewhere
from tests.identity.builders import PASSWORD, a_form, a_login
from tests.launch.issuing import Issuing

pytestmark = pytest.mark.engines


async def login(issuing: Issuing, folder: Path, *arguments: str) -> Any:
    options = ["--data", str(folder), "--server", issuing.doors.http[""]]
    return await asyncio.to_thread(
        CliRunner().invoke,
        onedoor,
        ["login", *arguments, *options, "--password-stdin"],
        input=f"{PASSWORD}\n",
    )


async def test_a_password_is_read_from_standard_input_and_never_shown(
    issuing: Issuing, tmp_path: Path
) -> None:
    here = somewhere()
    await issuing.found(here)

    answer = await login(issuing, tmp_path, a_login(here))

    assert answer.exit_code == 0
    assert "housing/handler-1" in answer.output
    assert PASSWORD not in answer.output
    kept = Logins(tmp_path).find(issuing.doors.issuer)
    assert kept
    assert kept.post == "housing/handler-1"


async def test_whoever_holds_several_posts_is_told_them(issuing: Issuing, tmp_path: Path) -> None:
    here = somewhere()
    posts = PostForm("housing/handler-2", ("handler",)), PostForm("housing/head", ("head",))
    await issuing.found(here, a_form(here, "wang", *posts))

    answer = await login(issuing, tmp_path, a_login(here, "wang"))

    assert "--post housing/head" in answer.output


def test_without_a_password_the_ways_to_give_one_are_told(tmp_path: Path) -> None:
    answer = CliRunner().invoke(onedoor, ["login", "wang", "--data", str(tmp_path)])

    assert isinstance(answer.exception, PasswordMissing)
