"""The command as a client of the running platform: signed in, in a post, over its own doors."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

import grpc
import httpx

from launch.answers import (
    NotSignedIn,
    PlatformAway,
    PostUnchosen,
    SignInFailed,
    refusal_of_answer,
    refusal_of_call,
)
from launch.doors import Doors
from launch.logins import Login, Logins, entry_of, login_of
from launch.signin import Tokens, cookies, refresh, sign_in, sign_in_machine

TIMEOUT = httpx.Timeout(30, connect=5)
CALL_SECONDS = 60
UNAUTHENTICATED = 401

Asked_contra = TypeVar("Asked_contra", contravariant=True)
Answered_co = TypeVar("Answered_co", covariant=True)
Asked = TypeVar("Asked")
Answered = TypeVar("Answered")


class Call(Protocol[Asked_contra, Answered_co]):
    """A method of a generated stub."""

    def __call__(
        self,
        request: Asked_contra,
        timeout: float | None = None,
        metadata: tuple[tuple[str, str], ...] | None = None,
    ) -> Answered_co: ...


class Bearer(Protocol):
    """Somebody's tokens, fresh when they are asked for; never again one that was rejected."""

    post: str

    def token(self, rejected: str = "") -> str: ...


@dataclass(slots=True)
class KeptBearer:
    """Whoever signed in with `onedoor login`."""

    http: httpx.Client
    issuer: str
    logins: Logins
    post: str = ""

    def __post_init__(self) -> None:
        login = self.logins.find(self.issuer)
        if login is None:
            raise NotSignedIn(address=self.issuer)
        self.post = self.post or login.post

    def token(self, rejected: str = "") -> str:
        with self.logins.changing() as kept:
            if self.issuer not in kept:
                raise NotSignedIn(address=self.issuer)
            login = login_of(kept[self.issuer])
            if login.tokens.access == rejected or not login.tokens.is_fresh:
                login.tokens = self._fresh(login)
                kept[self.issuer] = entry_of(login)
            return login.tokens.access

    def _fresh(self, login: Login) -> Tokens:
        if login.secret:
            return sign_in_machine(self.http, self.issuer, login.name, login.secret)
        try:
            return refresh(self.http, self.issuer, login.tokens)
        except SignInFailed as fault:
            raise NotSignedIn(address=self.issuer) from fault


@dataclass(slots=True)
class HeldBearer:
    """Somebody who is signed in for as long as this command runs, and leaves no trace."""

    renew: Callable[[], Tokens]
    post: str = ""
    _tokens: Tokens | None = None

    def token(self, rejected: str = "") -> str:
        known = self._tokens
        if known is None or known.access == rejected or not known.is_fresh:
            known = self._tokens = self.renew()
        return known.access


@dataclass(frozen=True, slots=True)
class Client:
    """REST and gRPC in one language, under one bearer."""

    http: httpx.Client
    doors: Doors
    bearer: Bearer
    language: str = "zh"
    _channels: dict[str, grpc.Channel] = field(default_factory=dict)

    def get(self, service: str, path: str, **query: str | int) -> Any:
        return self._ask("GET", service, path, params=query).json()

    def post(self, service: str, path: str, body: Any = None, *, key: str = "") -> Any:
        more = {"Idempotency-Key": key} if key else {}
        answer = self._ask("POST", service, path, json=body, headers=more)
        return answer.json() if answer.content else None

    def _ask(self, method: str, service: str, path: str, **more: Any) -> httpx.Response:
        address = f"{self.doors.url(service)}{path}"
        headers, token = more.pop("headers", {}), self.bearer.token()
        try:
            answer = self.http.request(
                method, address, headers=headers | self.headers(token), **more
            )
            if answer.status_code == UNAUTHENTICATED:
                headers |= self.headers(self.bearer.token(rejected=token))
                answer = self.http.request(method, address, headers=headers, **more)
        except httpx.TransportError as fault:
            raise PlatformAway(address=self.doors.url(service)) from fault
        if not answer.is_success:
            raise refusal_of_answer(answer)
        return answer

    def headers(self, token: str) -> dict[str, str]:
        said = {
            "Authorization": f"Bearer {token}",
            "Accept-Language": language_tag(self.language),
        }
        return said | ({"OneDoor-Post": self.bearer.post} if self.bearer.post else {})

    def channel(self, service: str) -> grpc.Channel:
        address = self.doors.calls(service)
        if address not in self._channels:
            self._channels[address] = grpc.insecure_channel(address)
        return self._channels[address]

    def call(self, method: Call[Asked, Answered], request: Asked) -> Answered:
        """Faults stay faults: whoever sends much decides what to do about each."""
        token = self.bearer.token()
        try:
            return method(request, timeout=CALL_SECONDS, metadata=self._metadata(token))
        except grpc.RpcError as fault:
            if fault.code() is not grpc.StatusCode.UNAUTHENTICATED:
                raise
            metadata = self._metadata(self.bearer.token(rejected=token))
            return method(request, timeout=CALL_SECONDS, metadata=metadata)

    def ask(self, method: Call[Asked, Answered], request: Asked) -> Answered:
        """The same for one call that a person waits for."""
        try:
            return self.call(method, request)
        except grpc.RpcError as fault:
            if fault.code() is grpc.StatusCode.UNAVAILABLE:
                raise PlatformAway(address=next(iter(self.doors.grpc.values()))) from fault
            raise refusal_of_call(fault) from fault

    def _metadata(self, token: str) -> tuple[tuple[str, str], ...]:
        return tuple((name.lower(), value) for name, value in self.headers(token).items())

    def close(self) -> None:
        for channel in self._channels.values():
            channel.close()


@contextmanager
def signed_in(data: Path, doors: Doors, *, post: str = "", language: str) -> Iterator[Client]:
    """As whoever signed in last from this data folder."""
    with browser() as http:
        client = Client(http, doors, KeptBearer(http, doors.issuer, Logins(data), post), language)
        try:
            yield client
        finally:
            client.close()


def browser() -> httpx.Client:
    """No proxy of the environment stands between a machine and itself."""
    return httpx.Client(timeout=TIMEOUT, trust_env=False, cookies=cookies())


def me(client: Client) -> Mapping[str, Any]:
    told: Mapping[str, Any] = client.get("identity", "/v1/me")
    return told


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What `onedoor login` tells: who, in which post, and which other posts there are."""

    name: str
    post: str
    issuer: str
    others: tuple[str, ...]


def signed_in_as(
    data: Path,
    doors: Doors,
    login: str,
    password: str,
    *,
    post: str = "",
    machine: bool = False,
    language: str,
) -> SignedIn:
    """Sign in and keep it. A post that was chosen must be one of their own."""
    with browser() as http:
        enter = sign_in_machine if machine else sign_in
        http.headers["Accept-Language"] = language_tag(language)
        tokens = enter(http, doors.issuer, login, password)
        told = me(Client(http, doors, HeldBearer(lambda: tokens, _tokens=tokens), language))
        posts = [str(one["code"]) for one in told["posts"]]
        if post and post not in posts:
            raise PostUnchosen(posts=", ".join(posts))
        acting = post or (posts[0] if len(posts) == 1 else "")
        secret = password if machine else ""
        Logins(data).keep(doors.issuer, Login(login, tokens, acting, secret))
    others = tuple(code for code in posts if code != acting)
    return SignedIn(str(told["name"]), acting, doors.issuer, others)


def language_tag(language: str) -> str:
    return "zh-CN" if language.startswith("zh") else "en"
