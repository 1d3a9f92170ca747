"""`onedoor up` starts again what was killed, and nobody has to come and help."""

from collections.abc import Iterator

import httpx
import pytest

from chassis.kernel import Refusal
from launch.client import Client
from launch.signin import sign_in
from tests.journeys.conftest import opened
from tests.journeys.house import House, eventually
from tests.journeys.steps import deadlines, receiver, register, registrar

pytestmark = pytest.mark.engines


@pytest.fixture(scope="module")
def apart() -> Iterator[House]:
    yield from opened(House(split=True))


@pytest.mark.parametrize(
    "part", ["postgres", "nats-server", "identity", "intake", "alerts", "template"]
)
def test_whatever_part_is_killed_a_petition_becomes_a_deadline_soon_after(
    apart: House, part: str
) -> None:
    by, receiving = registrar(apart), receiver(apart)
    register(by, title="照常登记")

    apart.kill_part(part)

    matter = eventually(lambda: registered(by), until=bool)
    eventually(lambda: on_board(receiving, matter), until=lambda terms: terms == ["disposal"])
    eventually(lambda: signs_in(apart, by), until=bool)
    assert apart.is_running


def registered(by: Client) -> str:
    """Its number; nothing while whoever is needed for it is away."""
    try:
        return str(register(by, title="断后登记")["id"])
    except Refusal as refusal:
        assert refusal.code in {"platform_away", "database_away", "unavailable"}  # noqa: PT017
        return ""


def signs_in(house: House, by: Client) -> bool:
    login = "petition-bureau.registrar"
    try:
        return bool(sign_in(by.http, by.doors.issuer, login, house.password(login)))
    except (Refusal, httpx.TransportError):
        return False


def on_board(by: Client, matter: str) -> list[str]:
    """The terms of its deadlines; none while the board is away."""
    try:
        return [line["term"] for line in deadlines(by, matter)]
    except Refusal:
        return []
