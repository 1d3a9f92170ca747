"""Calls to other services: under our own name, in the trace that caused them."""

from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chassis import telemetry
from chassis.kernel import Unavailable
from chassis.peers import Credentials, Peers


class SignIn:
    """Gives out tokens that live as long as it is told."""

    def __init__(self, *answers: Mapping[str, Any] | Exception) -> None:
        self.answers = list(answers)

    async def fetch(self, _: str) -> Mapping[str, Any]:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def peers_of(monkeypatch: pytest.MonkeyPatch, sign_in: SignIn) -> Peers:
    monkeypatch.setattr(Credentials, "fetch", lambda _, place: sign_in.fetch(place))
    return Peers({}, Credentials("http://issuer", "service-alerts", "secret"))


async def test_a_token_serves_until_shortly_before_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    long, short = {"access_token": "a", "expires_in": 600}, {"access_token": "b", "expires_in": 5}
    peers = peers_of(monkeypatch, SignIn(long, short, short | {"access_token": "c"}))

    first = [dict(await peers.metadata("420881"))["authorization"] for _ in range(2)]
    other = [dict(await peers.metadata("420882"))["authorization"] for _ in range(2)]

    assert first == ["Bearer a", "Bearer a"]
    assert other == ["Bearer b", "Bearer c"]


async def test_a_sign_in_that_is_away_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    peers = peers_of(monkeypatch, SignIn(httpx.ConnectError("refused")))

    with pytest.raises(Unavailable):
        await peers.metadata("420881")


async def test_the_trace_goes_on_at_the_other_side(monkeypatch: pytest.MonkeyPatch) -> None:
    provider = telemetry.tracer_provider("test", 1.0, SimpleSpanProcessor(InMemorySpanExporter()))
    monkeypatch.setattr(telemetry, "tracer", provider.get_tracer("test"))
    peers = peers_of(monkeypatch, SignIn({"access_token": "a", "expires_in": 600}))

    with telemetry.span("alerts-tell") as span:
        sent = dict(await peers.metadata("420881"))

    assert f"{span.get_span_context().trace_id:032x}" in sent["traceparent"]
