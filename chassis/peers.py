"""Calls to other services: one channel each, under this service's own credentials."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import grpc
import httpx

from chassis.kernel import Unavailable

EARLY_SECONDS = 60
TOKEN_TIMEOUT_SECONDS = 5

Metadata = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Credentials:
    """A machine's client in one jurisdiction: `<client>.<jurisdiction>` with this secret."""

    issuer: str
    client: str
    secret: str = field(repr=False)


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
        return (("authorization", f"Bearer {await self._token(jurisdiction)}"),)

    async def close(self) -> None:
        for channel in self._channels.values():
            await channel.close(None)

    async def _token(self, jurisdiction: str) -> str:
        known = self._tokens.get(jurisdiction)
        if known and time.monotonic() < known[0]:
            return known[1]
        form = {
            "grant_type": "client_credentials",
            "client_id": f"{self.credentials.client}.{jurisdiction}",
            "client_secret": self.credentials.secret,
        }
        try:
            async with httpx.AsyncClient(timeout=TOKEN_TIMEOUT_SECONDS, trust_env=False) as http:
                discovery = f"{self.credentials.issuer}/.well-known/openid-configuration"
                endpoint = (await http.get(discovery)).raise_for_status().json()["token_endpoint"]
                answer = (await http.post(endpoint, data=form)).raise_for_status().json()
        except (httpx.HTTPError, ValueError, KeyError) as fault:
            raise Unavailable(part="sign-in") from fault
        lives = float(answer["expires_in"]) - EARLY_SECONDS
        self._tokens[jurisdiction] = (time.monotonic() + lives, str(answer["access_token"]))
        return str(answer["access_token"])
