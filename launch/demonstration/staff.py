"""The made-up staff at work: each signs in as themselves, and acts in the post they hold."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from launch.answers import PlatformRefused
from launch.client import Client, HeldBearer, browser, language_tag
from launch.demonstration.errors import NewsSlow, NobodyMadeUp
from launch.doors import Doors
from launch.signin import Tokens, sign_in, sign_in_machine

CONFLICT, NOT_FOUND, TOO_MANY = 409, 404, 429
NEWS_SECONDS = 20
LOOK_SECONDS = 0.2
PATIENCE_SECONDS = 61


@dataclass(slots=True)
class Staff:
    """`passwords` is what this machine knows; a post's holder signs in as organ.duty."""

    http: httpx.Client
    doors: Doors
    passwords: Mapping[str, str]
    language: str
    _clients: dict[str, Client] = field(default_factory=dict)

    def at(self, post: str) -> Client:
        if post not in self._clients:
            login = post.replace("/", ".")
            self._clients[post] = self._client(lambda: self._enter(login))
        return self._clients[post]

    def machine(self, name: str) -> Client:
        if name not in self._clients:
            word = self._word(name)
            self._clients[name] = self._client(
                lambda: sign_in_machine(self.http, self.doors.issuer, name, word)
            )
        return self._clients[name]

    def names(self, beginning: str) -> list[str]:
        return [name for name in self.passwords if name.startswith(beginning)]

    def close(self) -> None:
        for client in self._clients.values():
            client.close()

    def _client(self, renew: Callable[[], Tokens]) -> Client:
        return Client(self.http, self.doors, HeldBearer(renew), self.language)

    def _enter(self, login: str) -> Tokens:
        word = self._word(login)
        with browser() as http:  # a session of their own
            http.headers["Accept-Language"] = language_tag(self.language)
            return sign_in(http, self.doors.issuer, login, word)

    def _word(self, login: str) -> str:
        if login not in self.passwords:
            raise NobodyMadeUp
        return self.passwords[login]


@dataclass(slots=True)
class Case:
    """One matter on its way. Every step has a key of its own, so a second run repeats nothing.

    `is_new` on the first run only: then there is a query code, and nothing was done yet.
    """

    staff: Staff
    key: str
    id: str
    query_code: str = ""
    _steps: int = 0

    def do(self, post: str, verb: str, **body: Any) -> dict[str, Any]:
        """What the matter looks like after it; a step done before leaves it as it is."""
        self._steps += 1
        client = self.staff.at(post)
        path, key = f"/v1/matters/{self.id}:{verb}", f"{self.key}/{self._steps}/{verb}"
        try:
            view = client.post("intake", path, body or None, key=key)
        except PlatformRefused as refused:
            if refused.status not in (CONFLICT, NOT_FOUND) or self.is_new:
                raise
            return self._look(client)
        return dict(view)

    @property
    def is_new(self) -> bool:
        return bool(self.query_code)

    def _look(self, client: Client) -> dict[str, Any]:
        """As it is now; nothing for whom it is out of sight since."""
        try:
            return dict(client.get("intake", f"/v1/matters/{self.id}"))
        except PlatformRefused as refused:
            if refused.status != NOT_FOUND:
                raise
            return {}


def register(staff: Staff, post: str, form: Mapping[str, Any]) -> Case:
    answer = staff.at(post).post("intake", "/v1/petitions", form, key=str(form["external_id"]))
    return Case(staff, str(form["external_id"]), answer["id"], answer.get("query_code", ""))


def when_news_arrive(what: str, service: str, look: Callable[[], Any]) -> Any:
    """Services hear of each other within moments, not at once."""
    until = time.monotonic() + NEWS_SECONDS
    while True:
        try:
            if found := look():
                return found
        except PlatformRefused as refused:
            if refused.status != NOT_FOUND:
                raise
        if time.monotonic() > until:
            raise NewsSlow(what=what, service=service, seconds=NEWS_SECONDS)
        time.sleep(LOOK_SECONDS)


def as_petitioner(staff: Staff, path: str, body: Mapping[str, Any]) -> None:
    """Without any sign-in: the query code is the key. The door is slow on purpose."""
    address = f"{staff.doors.url('intake')}{path}"
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        answer = staff.http.post(address, json=dict(body))
        if answer.status_code != TOO_MANY or time.monotonic() > until:
            break
        time.sleep(float(answer.headers.get("retry-after", "1")))
    if not answer.is_success and answer.status_code != CONFLICT:
        answer.raise_for_status()
