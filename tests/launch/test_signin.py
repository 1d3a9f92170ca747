"""A sign-in page is read as a browser would: its form, its hidden fields, what it complains of."""

from collections.abc import Callable
from urllib.parse import parse_qs

import httpx
import pytest

from launch.answers import PlatformAway, SignInFailed, SignInUnreadable
from launch.signin import REDIRECT, cookies, sign_in

ISSUER = "http://sso.test/realms/county"
FORM = (
    '<form action="/realms/county/authenticate?tab=1&amp;x=2" method="post">'
    '<input type="hidden" name="csrf" value="c&amp;1"><input name="username">'
    '<input type="password" name="pass"></form>'
)


class Sso:
    """Another issuer than ours: other names, other addresses, a redirect before the page."""

    def __init__(self, page: str = FORM, told: str = "") -> None:
        self.page, self.told, self.sent = page, told, httpx.Request("GET", ISSUER)
        self.state = ""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        match request.url.path.rpartition("/")[2]:
            case "openid-configuration":
                about = {"authorization_endpoint": f"{ISSUER}/auth"}
                return httpx.Response(200, json=about | {"token_endpoint": f"{ISSUER}/token"})
            case "auth":
                self.state = request.url.params["state"]
                return httpx.Response(302, headers={"location": "login?again=1"})
            case "login":
                return httpx.Response(200, text=self.page)
            case "authenticate":
                self.sent = request
                if self.told:
                    return httpx.Response(401, text=self.told)
                place = f"{REDIRECT}?code=c0de&state={self.state}"
                return httpx.Response(302, headers={"location": place})
        return httpx.Response(200, json={"access_token": "t", "expires_in": 60})


def enter(sso: Sso) -> None:
    with httpx.Client(transport=httpx.MockTransport(sso)) as http:
        sign_in(http, ISSUER, "wang", "secret")


def away(_: httpx.Request) -> httpx.Response:
    return httpx.Response(503, json={"code": "database_away"})


def torn(_: httpx.Request) -> httpx.Response:
    raise httpx.ReadError("gone")


@pytest.mark.parametrize("step", ["openid-configuration", "auth", "authenticate", "token"])
@pytest.mark.parametrize("trouble", [away, torn])
def test_an_issuer_that_is_away_refuses_nobody(
    step: str, trouble: Callable[[httpx.Request], httpx.Response]
) -> None:
    sso = Sso()

    def answer(request: httpx.Request) -> httpx.Response:
        return (trouble if request.url.path.endswith(step) else sso)(request)

    with httpx.Client(transport=httpx.MockTransport(answer)) as http, pytest.raises(PlatformAway):
        sign_in(http, ISSUER, "wang", "secret")


def test_a_form_is_found_whatever_its_fields_are_called() -> None:
    sso = Sso()

    enter(sso)

    assert str(sso.sent.url) == "http://sso.test/realms/county/authenticate?tab=1&x=2"
    assert parse_qs(sso.sent.content.decode()) == {
        "csrf": ["c&1"],
        "username": ["wang"],
        "pass": ["secret"],
    }


def test_what_the_page_complains_of_is_told() -> None:
    with pytest.raises(SignInFailed, match="密码不正确"):
        enter(Sso(told='<p role="alert"><b>密码</b>不正确</p><p>other</p>'))


def test_a_page_without_a_form_for_passwords_is_told() -> None:
    with pytest.raises(SignInUnreadable):
        enter(Sso(page="<form><input name='otp'></form>"))


@pytest.mark.parametrize(
    ("address", "comes_back"), [("http://127.0.0.1:1/", True), ("http://sso.test/", False)]
)
def test_without_tls_a_secure_cookie_comes_back_on_this_machine_only(
    address: str, comes_back: bool
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        told = request.headers.get("cookie", "")
        return httpx.Response(200, text=told, headers={"set-cookie": "session=1; Path=/; Secure"})

    with httpx.Client(transport=httpx.MockTransport(answer), cookies=cookies()) as http:
        http.get(address)
        again = http.get(address)

    assert (again.text == "session=1") is comes_back
