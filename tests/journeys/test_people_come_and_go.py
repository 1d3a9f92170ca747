"""Who may do what changes by the hour, and the platform follows within seconds."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from launch.answers import PlatformRefused, SignInFailed
from launch.signin import refresh, sign_in
from tests.journeys.house import House, eventually
from tests.journeys.steps import registrar

pytestmark = pytest.mark.engines

SECONDS = 5


def still_may(look: Callable[[], Any]) -> bool:
    try:
        look()
    except PlatformRefused as refusal:
        assert refusal.status == 403  # noqa: PT017 - a refusal is one of two ends
        return False
    return True


def test_a_post_that_was_taken_is_out_within_seconds(house: House) -> None:
    clerk, administrator = house.person("women-federation.handler"), house.person("administrator")
    me = clerk.get("identity", "/v1/me")
    look = partial(clerk.get, "intake", "/v1/matters")
    assert look()["matters"] == []

    administrator.post(
        "identity", f"/v1/persons/{me['id']}:take_post", {"code": me["posts"][0]["code"]}
    )
    began = time.monotonic()
    eventually(lambda: still_may(look), until=lambda may: not may)

    assert time.monotonic() - began < SECONDS
    assert clerk.get("identity", "/v1/me")["posts"] == []


def test_a_refresh_token_is_good_for_one_use_and_a_second_use_ends_the_sign_in(
    house: House,
) -> None:
    by = house.person("inspection-office.handler")
    password = house.password("inspection-office.handler")
    first = sign_in(by.http, by.doors.issuer, "inspection-office.handler", password)

    second = refresh(by.http, by.doors.issuer, first)
    assert second.access != first.access
    assert second.refresh != first.refresh
    with pytest.raises(SignInFailed):
        refresh(by.http, by.doors.issuer, first)
    with pytest.raises(SignInFailed):
        refresh(by.http, by.doors.issuer, second)


def test_a_wrong_password_lets_nobody_in_and_locks_after_some(house: House) -> None:
    by = registrar(house)
    login = "inspection-office.deputy"

    for _ in range(5):
        with pytest.raises(SignInFailed):
            sign_in(by.http, by.doors.issuer, login, "not-the-password")

    with pytest.raises(SignInFailed):
        sign_in(by.http, by.doors.issuer, login, house.password(login))
