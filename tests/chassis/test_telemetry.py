"""Traces: one tree from a request to its last consumer, without an address or a name in it."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from threading import Thread
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import HistogramDataPoint, InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanContext, SpanKind, StatusCode

from chassis import logs, telemetry
from chassis.kernel import NotFound

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
UNSAMPLED = PARENT[:-1] + "0"


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = telemetry.tracer_provider("test", 1.0, SimpleSpanProcessor(exporter))
    monkeypatch.setattr(telemetry, "tracer", provider.get_tracer("test"))
    yield exporter
    provider.shutdown()


def an_app() -> FastAPI:
    intake = FastAPI()

    @intake.post("/v1/matters/{matter_id}:accept")
    async def accept(matter_id: UUID) -> dict[str, str]:
        headers: dict[str, str] = {}
        with telemetry.span("flush"):
            telemetry.inject(headers)
        return headers | {"request": telemetry.request_id()}

    @intake.get("/v1/broken")
    async def broken() -> None:
        raise ValueError("张小三")

    house = FastAPI()
    house.mount("/api/intake", intake)
    return house


def a_client() -> httpx.AsyncClient:
    transport = httpx.ASGITransport(telemetry.Traced(an_app()), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://test")


ACCEPT = f"/api/intake/v1/matters/{UUID(int=7)}:accept"


def context_of(span: ReadableSpan) -> SpanContext:
    context = span.get_span_context()
    assert context is not None
    return context


def by_name(spans: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    return {span.name: span for span in spans.get_finished_spans()}


async def test_a_request_and_its_consumer_are_one_tree(spans: InMemorySpanExporter) -> None:
    async with a_client() as client:
        answer = await client.post(ACCEPT, headers={"traceparent": PARENT})
    event = {"traceparent": answer.json()["traceparent"]}
    with telemetry.span("alerts-keep-deadlines", telemetry.extract(event), SpanKind.CONSUMER):
        pass

    seen = by_name(spans)
    request = seen["POST /api/intake/v1/matters/{matter_id}:accept"]
    assert {context_of(span).trace_id for span in seen.values()} == {
        int("0af7651916cd43dd8448eb211c80319c", 16)
    }
    parents = {name: span.parent and span.parent.span_id for name, span in seen.items()}
    assert parents == {
        request.name: int("b7ad6b7169203331", 16),
        "flush": context_of(request).span_id,
        "alerts-keep-deadlines": context_of(seen["flush"]).span_id,
    }


async def test_a_span_names_the_route_and_never_the_address(spans: InMemorySpanExporter) -> None:
    async with a_client() as client:
        await client.post(ACCEPT + "?name=zhang", headers={"User-Agent": "zhang"})
        await client.get("/zhang")

    found, lost = spans.get_finished_spans()[-2:]
    assert dict(found.attributes or {}) | {"onedoor.request_id": ""} == {
        "http.request.method": "POST",
        "http.response.status_code": 200,
        "http.route": "/api/intake/v1/matters/{matter_id}:accept",
        "onedoor.request_id": "",
    }
    assert lost.name == "GET"
    assert "zhang" not in lost.to_json() + found.to_json()


async def test_a_fault_marks_its_spans_and_keeps_its_words_to_itself(
    spans: InMemorySpanExporter,
) -> None:
    async with a_client() as client:
        answer = await client.get("/api/intake/v1/broken")

    (span,) = spans.get_finished_spans()
    assert answer.status_code == 500
    assert span.status.status_code is StatusCode.ERROR
    assert "张" not in span.to_json(indent=None).encode().decode("unicode_escape")
    assert span.events == ()


def test_a_refusal_is_no_fault(spans: InMemorySpanExporter) -> None:
    with pytest.raises(NotFound), telemetry.span("load"):
        raise NotFound

    (span,) = spans.get_finished_spans()
    assert span.status.status_code is StatusCode.UNSET
    assert span.attributes == {"onedoor.refusal": "not_found"}


def test_a_parent_that_is_not_sampled_costs_no_span_but_stays_the_parent(
    spans: InMemorySpanExporter,
) -> None:
    headers: dict[str, str] = {}
    with telemetry.span("handle", telemetry.extract({"traceparent": UNSAMPLED})) as span:
        telemetry.inject(headers)

    assert not span.is_recording()
    assert spans.get_finished_spans() == ()
    assert headers["traceparent"][3:35] == UNSAMPLED[3:35]


def test_what_carries_no_trace_begins_one_of_its_own(spans: InMemorySpanExporter) -> None:
    with telemetry.span("outer"), telemetry.span("event", telemetry.extract({})):
        pass

    assert by_name(spans)["event"].parent is None


def test_without_an_endpoint_nothing_records_and_a_trace_passes_through() -> None:
    headers: dict[str, str] = {}
    with telemetry.span("handle", telemetry.extract({"traceparent": PARENT})) as span:
        telemetry.inject(headers)

    assert not span.is_recording()
    assert headers == {"traceparent": PARENT}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("r-17.a:b_c", True),
        ("x" * 64, True),
        ("x" * 65, False),
        ("a b", False),
        ("<script>", False),
        ("", False),
    ],
)
async def test_a_request_id_is_kept_if_plain_and_replaced_if_not(sent: str, kept: bool) -> None:
    async with a_client() as client:
        answer = await client.post(ACCEPT, headers={"X-Request-Id": sent})

    given = answer.headers["x-request-id"]
    assert (given == sent) is kept
    assert telemetry.REQUEST_IDS.fullmatch(given.encode())
    assert answer.json()["request"] == given
    assert telemetry.request_id() == ""


async def test_requests_without_an_id_get_different_ones() -> None:
    async with a_client() as client:
        ids = {(await client.post(ACCEPT)).headers["x-request-id"] for _ in range(20)}

    assert len(ids) == 20


async def test_requests_are_measured_by_route_and_status(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = InMemoryMetricReader()
    provider = telemetry.meter_provider("test", reader)
    requests = provider.get_meter("test").create_histogram("requests")
    monkeypatch.setattr(telemetry, "http_requests", requests)

    async with a_client() as client:
        await client.post(ACCEPT)
        await client.post(ACCEPT)
        await client.request("BREW", "/api/intake/v1/broken")

    data = reader.get_metrics_data()
    assert data is not None
    points = data.resource_metrics[0].scope_metrics[0].metrics[0].data.data_points
    counts = {
        (point.attributes or {})["http.request.method"]: point.count
        for point in points
        if isinstance(point, HistogramDataPoint)
    }
    assert counts == {"POST": 2, "_OTHER": 1}
    provider.shutdown()


def test_a_line_written_inside_a_span_names_its_trace(spans: InMemorySpanExporter) -> None:
    with telemetry.span("load", telemetry.extract({"traceparent": PARENT})):
        event = logs.add_whereabouts(None, "info", {"event": "loaded"})

    assert event["trace_id"] == "0af7651916cd43dd8448eb211c80319c"


class Collector(HTTPServer):
    """Takes what OTLP/HTTP sends."""

    def __init__(self) -> None:
        self.bodies: dict[str, bytes] = {}
        super().__init__(("127.0.0.1", 0), _Collecting)


class _Collecting(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        self.server.bodies[self.path] = self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def collector() -> Iterator[Collector]:
    server = Collector()
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Starting must not rewire the logging and the providers of the other tests."""
    monkeypatch.setattr(logs, "start", lambda level: StringIO())


@pytest.mark.usefixtures("quiet")
def test_with_an_endpoint_spans_and_measurements_are_sent_there(
    monkeypatch: pytest.MonkeyPatch, collector: Collector
) -> None:
    tracers: list[TracerProvider] = []
    meters: list[MeterProvider] = []
    monkeypatch.setattr(trace, "set_tracer_provider", tracers.append)
    monkeypatch.setattr(metrics, "set_meter_provider", meters.append)
    monkeypatch.setenv(telemetry.ENDPOINT, f"http://127.0.0.1:{collector.server_port}")
    monkeypatch.setenv(telemetry.RATE, "1")

    started = telemetry.start("onedoor-intake")
    tracers[0].get_tracer("t").start_span("accept").end()
    meters[0].get_meter("t").create_counter("handled").add(1)
    started.stop()

    assert b"accept" in collector.bodies["/v1/traces"]
    assert b"onedoor-intake" in collector.bodies["/v1/traces"]
    assert b"handled" in collector.bodies["/v1/metrics"]


@pytest.mark.usefixtures("quiet")
def test_without_an_endpoint_no_provider_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    monkeypatch.setattr(trace, "set_tracer_provider", made.append)
    monkeypatch.delenv(telemetry.ENDPOINT, raising=False)

    telemetry.start("onedoor").stop()

    assert made == []


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("rate", ["often", "1.5", "-1", "nan"])
def test_a_trace_ratio_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, rate: str) -> None:
    monkeypatch.setenv(telemetry.RATE, rate)

    with pytest.raises(telemetry.BadTraceRatio, match=telemetry.RATE):
        telemetry.start("onedoor")
