"""Traces and metrics: exported over OTLP where an endpoint is set, almost free where none is."""

import os
import re
import time
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from importlib.metadata import version
from secrets import token_hex
from threading import Thread
from typing import Any

from fastapi.telemetry import TelemetryConfig
from opentelemetry import metrics, trace
from opentelemetry.context import Context
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import Span, SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis import logs
from chassis.kernel import Refusal
from chassis.logs import REQUEST_ID

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
RATE = "ONEDOOR_TRACE_RATIO"
USUAL_RATE = "0.01"
LEVEL = "ONEDOOR_LOG_LEVEL"
EXPORT_SECONDS = 2.0
NOT_FASTAPIS: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "auto_configure": False,
}
"""What it tells by itself holds whole addresses and the words of faults; ours holds neither."""
SERVER_FAULT = 500
TRACE_HEADER = b"traceparent"
REQUEST_HEADER = b"x-request-id"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
REQUEST_IDS = re.compile(rb"[A-Za-z0-9._:-]{1,64}")

tracer: trace.Tracer = trace.get_tracer("onedoor")
_meter = metrics.get_meter("onedoor")
http_requests = _meter.create_histogram(
    "http.server.request.duration", "s", "How long requests took, by route and status"
)
events_published = _meter.create_counter(
    "onedoor.events.published", "{event}", "Events the relay handed to the stream"
)
events_handled = _meter.create_counter(
    "onedoor.events.handled", "{event}", "Events that had their effect"
)
events_parked = _meter.create_counter(
    "onedoor.events.parked", "{event}", "Events put aside for a person to look at"
)
batch_rows = _meter.create_histogram(
    "onedoor.database.batch", "{row}", "Rows that one statement wrote"
)

# Trace context only: baggage from outside would carry a stranger's words into our systems.
_PROPAGATOR = TraceContextTextMapPropagator()


class BadTraceRatio(Exception):
    """The share of requests to trace is not a number from 0 to 1."""


class Telemetry:
    """What was started, and how it ends."""

    def __init__(self, *providers: TracerProvider | MeterProvider) -> None:
        self._providers = providers

    def stop(self) -> None:
        """Send what is left, for a moment only: a lost collector must not hold the process."""
        threads = [Thread(target=provider.shutdown, daemon=True) for provider in self._providers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(EXPORT_SECONDS)


def start(name: str) -> Telemetry:
    """Once per process, before the first request: logs always, the rest where it is asked for."""
    logs.start(os.environ.get(LEVEL, "INFO"))
    rate = _trace_rate()
    if not os.environ.get(ENDPOINT):
        return Telemetry()
    # Only here: the exporters bring a second HTTP library, and every start would pay for it.
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import (  # noqa: PLC0415
        OTLPMetricExporter,
    )
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
        OTLPSpanExporter,
    )

    spans = tracer_provider(
        name, rate, BatchSpanProcessor(OTLPSpanExporter(timeout=EXPORT_SECONDS))
    )
    numbers = meter_provider(
        name, PeriodicExportingMetricReader(OTLPMetricExporter(timeout=EXPORT_SECONDS))
    )
    trace.set_tracer_provider(spans)
    metrics.set_meter_provider(numbers)
    return Telemetry(spans, numbers)


def _trace_rate() -> float:
    given = os.environ.get(RATE, USUAL_RATE)
    try:
        rate = float(given)
    except ValueError:
        rate = -1.0
    if not 0 <= rate <= 1:
        raise BadTraceRatio(f"{RATE} must be a number from 0 to 1, not {given!r}.")
    return rate


def tracer_provider(name: str, rate: float, processor: SpanProcessor) -> TracerProvider:
    provider = TracerProvider(
        sampler=ParentBased(TraceIdRatioBased(rate)),
        resource=_resource(name),
        shutdown_on_exit=False,
    )
    provider.add_span_processor(processor)
    return provider


def meter_provider(name: str, reader: MetricReader) -> MeterProvider:
    return MeterProvider([reader], _resource(name), shutdown_on_exit=False)


def _resource(name: str) -> Resource:
    return Resource.create({"service.name": name, "service.version": version("onedoor")})


def request_id() -> str:
    """The id of the request being answered; empty outside of one."""
    return REQUEST_ID.get()


def inject(headers: MutableMapping[str, str]) -> None:
    """Name the present span as the parent of whatever these headers travel to."""
    _PROPAGATOR.inject(headers)


def extract(headers: Mapping[str, str]) -> Context:
    """The span that the sender named; without one, a trace of its own begins."""
    return _PROPAGATOR.extract(headers, Context())


@contextmanager
def span(
    name: str, context: Context | None = None, kind: SpanKind = SpanKind.INTERNAL
) -> Iterator[Span]:
    """A fault marks the span with its kind only: its sentence may quote personal data."""
    with tracer.start_as_current_span(
        name, context, kind, record_exception=False, set_status_on_exception=False
    ) as current:
        try:
            yield current
        except Refusal as refusal:
            current.set_attribute("onedoor.refusal", refusal.code)
            raise
        except Exception as fault:
            current.set_status(StatusCode.ERROR, type(fault).__name__)
            raise


class Traced:
    """ASGI: an id, one span and one measurement for every request, named by its route.

    The path itself is never kept: people put anything into an address.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request, parent = _ids(scope["headers"])
        began, status = time.perf_counter(), SERVER_FAULT

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (REQUEST_HEADER, request)]
            await send(message)

        mark = REQUEST_ID.set(request.decode())
        try:
            with span(method_of(scope), parent, SpanKind.SERVER) as current:
                try:
                    await self._app(scope, receive, answer)
                finally:
                    seen = _seen(scope, status)
                    if current.is_recording():
                        _describe(current, seen)
        finally:
            http_requests.record(time.perf_counter() - began, seen)
            REQUEST_ID.reset(mark)


def _ids(headers: list[tuple[bytes, bytes]]) -> tuple[bytes, Context]:
    """A caller's request id is kept if it is short and plain; anything else is replaced."""
    request, parent = b"", Context()
    for name, value in headers:
        if name == REQUEST_HEADER and REQUEST_IDS.fullmatch(value):
            request = value
        elif name == TRACE_HEADER:
            parent = extract({"traceparent": value.decode("latin-1")})
    return request or token_hex(8).encode(), parent


def _seen(scope: Scope, status: int) -> dict[str, str | int]:
    """The route's pattern, which routing left in the scope, and so no id and no name."""
    seen: dict[str, str | int] = {
        "http.request.method": method_of(scope),
        "http.response.status_code": status,
    }
    pattern: Any = getattr(scope.get("route"), "path", None)
    if pattern:
        seen["http.route"] = scope.get("root_path", "") + pattern
    return seen


def method_of(scope: Scope) -> str:
    """Any word may stand for a method on the wire; a measurement knows the usual ones."""
    method: str = scope["method"]
    return method if method in METHODS else "_OTHER"


def _describe(current: Span, seen: dict[str, str | int]) -> None:
    current.set_attributes({**seen, "onedoor.request_id": request_id()})
    if "http.route" in seen:
        current.update_name(f"{seen['http.request.method']} {seen['http.route']}")
    if seen["http.response.status_code"] == SERVER_FAULT:
        current.set_status(StatusCode.ERROR)
