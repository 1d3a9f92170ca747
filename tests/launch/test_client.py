"""The command signs in as people do, keeps it for itself, and renews it once at a time."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from launch.answers import (
    NotSignedIn,
    PlatformAway,
    PlatformRefused,
    PostUnchosen,
    SignInFailed,
)
from launch.client import SignedIn, signed_in, signed_in_as
from launch.doors import Doors
from launch.logins import FILE
from services.identity.domain.forms import PostForm
from tests.builders import an_id, somewhere
from tests.identity.builders import PASSWORD, SECRET, a_form, a_login
from tests.launch.issuing import Issuing

pytestmark = pytest.mark.engines


async def login(issuing: Issuing, folder: Path, name: str, password: str = PASSWORD) -> SignedIn:
    return await asyncio.to_thread(
        signed_in_as, folder, issuing.doors, name, password, language="en"
    )


def me(folder: Path, doors: Doors) -> str:
    with signed_in(folder, doors, language="en") as client:
        return str(client.get("identity", "/v1/me")["login"])


async def test_whoever_signs_in_acts_in_their_only_post(issuing: Issuing, tmp_path: Path) -> None:
    here = somewhere()
    await issuing.found(here)

    told = await login(issuing, tmp_path, a_login(here))

    assert told.post == "housing/handler-1"
    assert await asyncio.to_thread(me, tmp_path, issuing.doors) == a_login(here)


async def test_what_is_kept_only_its_owner_reads_and_nothing_shows_it(
    issuing: Issuing, tmp_path: Path
) -> None:
    here = somewhere()
    await issuing.found(here)

    told = await login(issuing, tmp_path, a_login(here))

    kept = (tmp_path / FILE).read_text()
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0
    assert PASSWORD not in kept
    assert all(word not in repr(told) for word in (PASSWORD, "eyJ"))


async def test_a_wrong_password_is_told_in_the_issuers_words(
    issuing: Issuing, tmp_path: Path
) -> None:
    here = somewhere()
    await issuing.found(here)

    with pytest.raises(SignInFailed) as refused:
        await login(issuing, tmp_path, a_login(here), "wrong")

    assert "HTTP" not in str(refused.value)
    assert len(str(refused.value)) > len("The sign-in failed: ")
    assert not (tmp_path / FILE).exists()


async def test_of_several_posts_one_is_chosen(issuing: Issuing, tmp_path: Path) -> None:
    here = somewhere()
    posts = PostForm("housing/handler-2", ("handler",)), PostForm("housing/head", ("head",))
    await issuing.found(here, a_form(here, "wang", *posts))
    name = a_login(here, "wang")

    undecided = await login(issuing, tmp_path, name)
    chosen = await asyncio.to_thread(
        signed_in_as,
        tmp_path,
        issuing.doors,
        name,
        PASSWORD,
        post="housing/head",
        language="en",
    )

    assert undecided.post == ""
    assert set(undecided.others) == {"housing/handler-2", "housing/head"}
    assert chosen.post == "housing/head"
    with pytest.raises(PostUnchosen, match="housing/handler-2"):
        await asyncio.to_thread(
            signed_in_as, tmp_path, issuing.doors, name, PASSWORD, post="no/such", language="en"
        )


async def test_tokens_that_ran_out_are_renewed_by_however_many_commands_at_once(
    issuing: Issuing, tmp_path: Path
) -> None:
    """A refresh token used twice would end the sign-in of all of them."""
    here = somewhere()
    await issuing.found(here)
    await login(issuing, tmp_path, a_login(here))
    issuing.clock.pass_(3600)

    def commands() -> list[str]:
        with ThreadPoolExecutor(4) as pool:
            return list(pool.map(lambda _: me(tmp_path, issuing.doors), range(4)))

    assert await asyncio.to_thread(commands) == [a_login(here)] * 4
    assert await asyncio.to_thread(me, tmp_path, issuing.doors) == a_login(here)


async def test_when_the_sign_in_is_over_one_signs_in_again(
    issuing: Issuing, tmp_path: Path
) -> None:
    here = somewhere()
    await issuing.found(here)
    await login(issuing, tmp_path, a_login(here))
    issuing.clock.pass_(10 * 24 * 3600)

    with pytest.raises(NotSignedIn, match="onedoor login"):
        await asyncio.to_thread(me, tmp_path, issuing.doors)


async def test_a_machine_signs_in_with_its_secret(issuing: Issuing, tmp_path: Path) -> None:
    here = somewhere()
    await issuing.found(here)
    name = a_login(here, "hotline")

    told = await asyncio.to_thread(
        signed_in_as, tmp_path, issuing.doors, name, SECRET, machine=True, language="en"
    )
    issuing.clock.pass_(24 * 3600)

    assert told.post == "petition-bureau/hotline"
    assert await asyncio.to_thread(me, tmp_path, issuing.doors) == name


async def test_a_no_of_the_platform_is_told_in_its_words(issuing: Issuing, tmp_path: Path) -> None:
    here = somewhere()
    await issuing.found(here)
    await login(issuing, tmp_path, a_login(here))

    def forbidden() -> None:
        with signed_in(tmp_path, issuing.doors, language="zh") as client:
            client.post("identity", f"/v1/persons/{an_id()}:deactivate")

    with pytest.raises(PlatformRefused) as refused:
        await asyncio.to_thread(forbidden)

    assert refused.value.code == "forbidden"
    assert "没有权限" in str(refused.value)


def test_nobody_signed_in_and_nobody_there_are_one_sentence_each(tmp_path: Path) -> None:
    nowhere = Doors.at("http://127.0.0.1:1")

    with pytest.raises(NotSignedIn):
        me(tmp_path, nowhere)
    with pytest.raises(PlatformAway, match="onedoor up"):
        signed_in_as(tmp_path, nowhere, "wang", "x", language="en")
