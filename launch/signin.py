"""Signing in from a terminal: the code flow with PKCE, the form filled in without a browser.

The code is read out of the redirect; nobody listens on the loopback address it points to.
"""

import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from html.parser import HTMLParser
from http.cookiejar import Cookie, CookieJar, DefaultCookiePolicy
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit
from urllib.request import Request

import httpx

from chassis.kernel import Phrase
from chassis.token import LOOPBACK
from launch.answers import PlatformAway, SignInFailed, SignInUnreadable

CLIENT = "onedoor-cli"
REDIRECT = "http://127.0.0.1:1/callback"  # allowed on any port; nothing is ever sent there
SCOPE = "openid profile offline_access"
EARLY_SECONDS = 30
MOST_STEPS = 5
ALERTS = {("role", "alert"), ("aria-live", "polite")}


@dataclass(frozen=True, slots=True)
class Tokens:
    access: str
    expires_at: float
    refresh: str = ""

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> "Tokens":
        lives = float(answer.get("expires_in", 0)) - EARLY_SECONDS
        return cls(answer["access_token"], time.time() + lives, answer.get("refresh_token", ""))

    @property
    def is_fresh(self) -> bool:
        return time.time() < self.expires_at

    def __repr__(self) -> str:
        return "Tokens(•••)"


class _AsBrowsersDo(DefaultCookiePolicy):
    """This machine counts as safe without TLS: its cookies come back though marked Secure."""

    def set_ok(self, cookie: Cookie, request: Request) -> bool:
        if request.host.partition(":")[0] in LOOPBACK:
            cookie.secure = False
        return super().set_ok(cookie, request)


def cookies() -> CookieJar:
    return CookieJar(_AsBrowsersDo())


def sign_in(http: httpx.Client, issuer: str, login: str, password: str) -> Tokens:
    """As a person, in front of the issuer's own form."""
    about = discover(http, issuer)
    verifier, state = token_urlsafe(48), token_urlsafe(16)
    digest = sha256(verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": CLIENT,
        "redirect_uri": REDIRECT,
        "scope": SCOPE,
        "state": state,
        "nonce": token_urlsafe(16),
        "prompt": "login",
        "code_challenge": urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    page = _until_page(http, _sent(http, "GET", about["authorization_endpoint"], params=asked))
    form = _sign_in_form(page)
    sent = form.hidden | {form.login: login, form.password: password}
    answer = _sent(http, "POST", urljoin(str(page.url), form.action), data=sent)
    code = _code(http, answer, state)
    return _trade(
        http,
        about,
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": REDIRECT,
            "client_id": CLIENT,
            "code_verifier": verifier,
        },
    )


def sign_in_machine(http: httpx.Client, issuer: str, client: str, secret: str) -> Tokens:
    sent = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret}
    return _trade(http, discover(http, issuer), sent)


def refresh(http: httpx.Client, issuer: str, tokens: Tokens) -> Tokens:
    """A refresh token is good for one use: what comes back must be kept at once."""
    sent = {"grant_type": "refresh_token", "refresh_token": tokens.refresh, "client_id": CLIENT}
    return _trade(http, discover(http, issuer), sent)


def discover(http: httpx.Client, issuer: str) -> dict[str, str]:
    address = f"{issuer}/.well-known/openid-configuration"
    try:
        about: dict[str, str] = _sent(http, "GET", address).raise_for_status().json()
    except (httpx.HTTPStatusError, ValueError) as fault:
        raise SignInUnreadable(
            address=issuer,
            reason=Phrase("it describes no OpenID issuer", "没有 OpenID 签发方的说明"),
        ) from fault
    return about


def _sent(http: httpx.Client, method: str, address: str, **more: Any) -> httpx.Response:
    """An issuer that is away, or whose database is, refuses nobody: it may be asked again."""
    try:
        answer = http.request(method, address, **more)
    except httpx.TransportError as fault:
        raise PlatformAway(address=address) from fault
    if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
        raise PlatformAway(address=address)
    return answer


def _trade(http: httpx.Client, about: Mapping[str, str], sent: Mapping[str, str]) -> Tokens:
    answer = _sent(http, "POST", about["token_endpoint"], data=sent)
    if answer.is_success:
        return Tokens.of(answer.json())
    try:
        reason = answer.json()["error_description"]
    except (ValueError, KeyError):
        reason = f"HTTP {answer.status_code}"
    raise SignInFailed(reason=reason)


def _until_page(http: httpx.Client, answer: httpx.Response) -> httpx.Response:
    """Some issuers lead through a few addresses of their own before they show the form."""
    for _ in range(MOST_STEPS):
        if not answer.is_redirect or answer.headers["location"].startswith(REDIRECT):
            return answer
        answer = _sent(http, "GET", urljoin(str(answer.url), answer.headers["location"]))
    return answer


def _code(http: httpx.Client, answer: httpx.Response, state: str) -> str:
    answer = _until_page(http, answer)
    if not answer.is_redirect:
        raise SignInFailed(reason=_Told.read(answer.text) or f"HTTP {answer.status_code}")
    told = parse_qs(urlsplit(answer.headers["location"]).query)
    if told.get("state") != [state] or "code" not in told:
        reason = told.get("error_description", told.get("error", ["no code came back"]))[0]
        raise SignInFailed(reason=reason)
    return told["code"][0]


@dataclass(slots=True)
class _Form:
    action: str
    hidden: dict[str, str]
    login: str = ""
    password: str = ""


def _sign_in_form(page: httpx.Response) -> _Form:
    if page.is_redirect or not page.is_success:
        reason = _Told.read(page.text) or f"HTTP {page.status_code}"
        raise SignInUnreadable(address=page.url.host, reason=reason)
    forms = _Forms()
    forms.feed(page.text)
    found = next((form for form in forms.found if form.login and form.password), None)
    if found is None:
        raise SignInUnreadable(
            address=page.url.host,
            reason=Phrase("it shows no form with a password", "没有填写口令的表单"),
        )
    return found


class _Forms(HTMLParser):
    """The forms of a page: hidden fields as they are, and where name and password go."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[_Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(_Form(said.get("action", ""), {}))
        if tag != "input" or not self.found or not said.get("name"):
            return
        form, name = self.found[-1], said["name"]
        match said.get("type", "text"):
            case "hidden":
                form.hidden[name] = said.get("value", "")
            case "password":
                form.password = form.password or name
            case "text" | "email":
                form.login = form.login or name


class _Told(HTMLParser):
    """What a page says in its alert: the reason why it does not let somebody in."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0
        self.said = ""

    @classmethod
    def read(cls, page: str) -> str:
        told = cls()
        told.feed(page)
        return " ".join(told.said.split())

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._depth or ALERTS & set(attrs):
            self._depth += 1

    def handle_endtag(self, _: str) -> None:
        self._depth = max(0, self._depth - 1)

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.said += data
