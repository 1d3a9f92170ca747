"""Where an application may send people: an address is the registered one or it is not."""

import pytest

from services.identity.domain.errors import RedirectNotRegistered, UnknownClient
from tests.identity.builders import APPLICATIONS, CALLBACK, CLI, WEB


def test_a_registered_address_is_taken_letter_by_letter() -> None:
    assert WEB.redirect(CALLBACK) == CALLBACK


@pytest.mark.parametrize(
    "address",
    [
        "",
        CALLBACK + "/",
        CALLBACK + "#x",
        CALLBACK.upper(),
        CALLBACK + "?a=b",
        "javascript:alert(1)",
    ],
)
def test_anything_else_is_refused(address: str) -> None:
    with pytest.raises(RedirectNotRegistered):
        WEB.redirect(address)


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:1/callback", "http://[::1]:65535/callback", "http://127.0.0.1/callback"],
)
def test_a_native_application_waits_on_any_port_of_the_loopback_address(address: str) -> None:
    assert CLI.redirect(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:8000/callback",
        "https://127.0.0.1:8000/callback",
        "http://127.0.0.1:8000/other",
        "http://127.0.0.1:8000/callback?x=1",
        "http://127.0.0.1:8000/callback#x",
        "http://user@127.0.0.1:8000/callback",
        "http://127.0.0.1.evil.test:8000/callback",
        "http://127.0.0.1:8000@evil.test/callback",
        "http://127.0.0.1:99999/callback",
        "http://127.0.0.1:08000/callback",
        "http://2130706433:8000/callback",
        "http://[::1:8000/callback",
    ],
)
def test_what_only_looks_like_the_loopback_address_is_refused(address: str) -> None:
    with pytest.raises(RedirectNotRegistered):
        CLI.redirect(address)


def test_the_staff_client_has_no_loopback_and_the_command_line_no_way_back_after_sign_out() -> None:
    with pytest.raises(RedirectNotRegistered):
        WEB.redirect("http://127.0.0.1:8000/callback")
    with pytest.raises(RedirectNotRegistered):
        CLI.returns_to("http://127.0.0.1:8000/")


def test_an_unknown_application_is_refused() -> None:
    with pytest.raises(UnknownClient):
        APPLICATIONS.get("onedoor-ios")
