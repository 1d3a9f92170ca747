"""Realms of a real Keycloak, as deploy/keycloak/realm.json makes them, and people who sign in."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from keycloak import KeycloakAdmin

from launch.client import browser
from launch.signin import discover
from tools.keycloak import Keycloak

REALM = Path("deploy/keycloak/realm.json")
PROVISIONING = "onedoor-provisioning"
PROVISIONING_SECRET = "what-only-identity-and-the-realm-know"
CALLBACK = "http://127.0.0.1:8080/callback"
VERIFIER = "v" * 43
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Realm:
    """`operate` does what an operator of Keycloak does in its console."""

    issuer: str
    operate: KeycloakAdmin = field(repr=False)


@contextmanager
def a_browser(realm: Realm) -> Iterator["Browser"]:
    with browser() as http:
        yield Browser(realm.issuer, http)


def a_realm(keycloak: Keycloak, name: str) -> Realm:
    """Imported as the documentation says; only the secret is filled in."""
    operate = KeycloakAdmin(
        server_url=keycloak.address,
        username=keycloak.operator,
        password=keycloak.password,
        realm_name=name,
        user_realm_name="master",
    )
    described = json.loads(REALM.read_text(encoding="utf-8")) | {"realm": name}
    clients = {client["clientId"]: client for client in described["clients"]}
    clients[PROVISIONING]["secret"] = PROVISIONING_SECRET
    operate.create_realm(described)
    return Realm(f"{keycloak.address}/realms/{name}", operate)


def claims(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    told: dict[str, Any] = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return told


def header(token: str) -> dict[str, Any]:
    start = token.split(".", maxsplit=1)[0]
    told: dict[str, Any] = json.loads(urlsafe_b64decode(start + "=" * (-len(start) % 4)))
    return told


@dataclass
class Browser:
    """The staff client in front of Keycloak's own pages."""

    issuer: str
    http: httpx.Client

    def open(self, **changed: str) -> httpx.Response:
        asked = {
            "response_type": "code",
            "client_id": "onedoor-web",
            "redirect_uri": CALLBACK,
            "scope": "openid",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        } | changed
        where = discover(self.http, self.issuer)["authorization_endpoint"]
        sent = {name: value for name, value in asked.items() if value}
        return self.http.get(where, params=sent)

    def sign_in(self, login: str, password: str) -> httpx.Response:
        """Open the page, fill in its form, and trade the code that comes back."""
        action = re.search(r'<form[^>]*action="([^"]+)"', self.open().text)
        assert action
        form = {"username": login, "password": password}
        answer = self.http.post(unescape(action[1]), data=form)
        code = sent_back(answer)["code"]
        return self.trade(
            grant_type="authorization_code",
            code=code,
            redirect_uri=CALLBACK,
            code_verifier=VERIFIER,
        )

    def refresh(self, tokens: Mapping[str, str]) -> httpx.Response:
        return self.trade(grant_type="refresh_token", refresh_token=tokens["refresh_token"])

    def trade(self, **form: str) -> httpx.Response:
        where = discover(self.http, self.issuer)["token_endpoint"]
        return self.http.post(where, data={"client_id": "onedoor-web"} | form)

    def sign_out(self, tokens: Mapping[str, str]) -> httpx.Response:
        where = discover(self.http, self.issuer)["end_session_endpoint"]
        return self.http.get(where, params={"id_token_hint": tokens["id_token"]})


def sent_back(answer: httpx.Response) -> dict[str, str]:
    """What the application is told in the redirect."""
    assert answer.headers.get("location", "").startswith(CALLBACK), answer.text
    told = parse_qs(urlsplit(answer.headers["location"]).query)
    return {name: values[0] for name, values in told.items()}
