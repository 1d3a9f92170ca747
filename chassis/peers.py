"""Calls to other services: one channel each, under this service's own credentials."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import grpc
import httpx

from chassis import telemetry
from chassis.kernel import Unavailable
from chassis.token import LOOPBACK, discover

EARLY_SECONDS = 60
TOKEN_TIMEOUT_SECONDS = 5

Metadata = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Credentials:
    """A machine's client in one jurisdiction: `<client>.<jurisdiction>` with this secret."""

    issuer: str
    client: str
    secret: str = field(repr=False)
    token_endpoint: str = ""
    """If it is not where the issuer's discovery document says."""

    async def fetch(self, jurisdiction: str) -> Mapping[str, Any]:
        """What the issuer answers. Raises `httpx.HTTPError`, or `ValueError` for nonsense."""
        form = {
            "grant_type": "client_credentials",
            "client_id": f"{self.client}.{jurisdiction}",
            "client_secret": self.secret,
        }
        outside = httpx.URL(self.token_endpoint or self.issuer).host not in LOOPBACK
        async with httpx.AsyncClient(timeout=TOKEN_TIMEOUT_SECONDS, trust_env=outside) as http:
            endpoint = self.token_endpoint or (await discover(http, self.issuer))["token_endpoint"]
            answer = await http.post(endpoint, data=form)
            granted: Mapping[str, Any] = answer.raise_for_status().json()
            return granted


@dataclass(slots=True)
class Peers:
    """`addresses` is service → host:port of its gRPC door."""

    addresses: Mapping[str, str]
    credentials: Credentials
    _channels: dict[str, grpc.aio.Channel] = field(default_factory=dict)
    _tokens: dict[str, tuple[float, str]] = field(default_factory=dict)

    def channel(self, service: str) -> grpc.aio.Channel:
        if service not in self._channels:
            self._channels[service] = grpc.aio.insecure_channel(self.addresses[service])
        return self._channels[service]

    async def metadata(self, jurisdiction: str) -> Metadata:
        """The present span travels along, so that one trace tells of the call on both sides."""
        sent = {"authorization": f"Bearer {await self._token(jurisdiction)}"}
        telemetry.inject(sent)
        return tuple(sent.items())

    def forget(self, jurisdiction: str) -> None:
        """A token that was rejected is not offered again: clocks and issuers change."""
        self._tokens.pop(jurisdiction, None)

    async def close(self) -> None:
        for channel in self._channels.values():
            await channel.close(None)

    async def _token(self, jurisdiction: str) -> str:
        known = self._tokens.get(jurisdiction)
        if known and time.monotonic() < known[0]:
            return known[1]
        try:
            granted = await self.credentials.fetch(jurisdiction)
            lives, token = float(granted["expires_in"]), str(granted["access_token"])
        except (httpx.HTTPError, ValueError, KeyError) as fault:
            raise Unavailable(part="sign-in") from fault
        self._tokens[jurisdiction] = (time.monotonic() + lives - EARLY_SECONDS, token)
        return token
