"""Callers that send too much, too slowly or nothing, and callers without end."""

import asyncio
import resource
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from json import loads
from typing import Any, TypeAlias

import httpx
import pytest
from fastapi import FastAPI, Request

from chassis import connections, rest, runtime
from chassis.access import Access
from chassis.bounds import MEGABYTE, MOST_BYTES
from chassis.runtime import Http
from tests.chassis.test_rest import Posts, Tokens

Line: TypeAlias = tuple[asyncio.StreamReader, asyncio.StreamWriter]
HOST = b"Host: door.test\r\n"
WHOLE = b"GET /v1/quick HTTP/1.1\r\n" + HOST + b"\r\n"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The times of a patient house, a twentieth as long."""
    for name in ("HEAD", "IDLE", "BODY_GRACE", "LINGER", "STUCK"):
        usual = getattr(connections, f"{name}_SECONDS")
        monkeypatch.setattr(connections, f"{name}_SECONDS", usual / 20)
    monkeypatch.setattr(runtime, "SWEPT_EVERY_SECONDS", 0.05)


@pytest.fixture
async def door() -> AsyncIterator[int]:
    async with _open(_app()) as port:
        yield port


def _app() -> FastAPI:
    app = rest.app("Toy", Access(Tokens(), Posts()))

    @app.get("/v1/quick")
    async def quickly() -> str:
        return "done"

    @app.post("/v1/long")
    async def whole(request: Request) -> int:
        return len(await request.body())

    @app.get("/v1/much")
    async def much() -> str:
        return "x" * (32 * MEGABYTE)

    return app


@asynccontextmanager
async def _open(app: FastAPI) -> AsyncIterator[int]:
    listening = socket.create_server(("127.0.0.1", 0), backlog=2048)
    http = Http(runtime._http_config(app))
    running = asyncio.create_task(http.until_cancelled(listening))
    while not http.started:
        await asyncio.sleep(0.005)
    try:
        yield listening.getsockname()[1]
    finally:
        running.cancel()
        await asyncio.wait([running])


async def _line(port: int) -> Line:
    return await asyncio.open_connection("127.0.0.1", port)


async def _told(line: Line) -> bytes:
    """All that comes until the other side hangs up."""
    try:
        async with asyncio.timeout(20):
            return await line[0].read()
    finally:
        line[1].close()


async def _sent(port: int, raw: bytes) -> bytes:
    line = await _line(port)
    line[1].write(raw)
    return await _told(line)


def _code(answer: bytes) -> tuple[int, str]:
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), str(loads(body)["code"])


async def _works(port: int) -> bool:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        return (await client.get("/v1/quick", timeout=5)).is_success


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b"GET /%s HTTP/1.1\r\n" % (b"x" * 9000) + HOST, 414, "address_too_long"),
        (b"GET /v1/quick?q=%s HTTP/1.1\r\n" % (b"x" * 9000) + HOST, 414, "address_too_long"),
        (WHOLE[:-2] + b"X: %s\r\n" % (b"x" * 33_000), 431, "headers_too_large"),
        (WHOLE[:-2] + b"".join(b"X-%d: 1\r\n" % n for n in range(101)), 431, "headers_too_large"),
        (b"this is not http\r\n", 400, "request_malformed"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400, "request_malformed"),
        (b"GET /\xe7\x8e\x8b HTTP/1.1\r\n" + HOST, 400, "request_malformed"),
        (WHOLE[:-2] + b"Content-Length: 1\r\nContent-Length: 2\r\n", 400, "request_malformed"),
        (WHOLE[:-2] + b"Content-Length: -1\r\n", 400, "request_malformed"),
        (b"CONNECT door.test:443 HTTP/1.1\r\n" + HOST, 400, "request_malformed"),
        (b"GET /v1/quick HTTP/1.1\r\nA\0b: 1\r\n", 400, "request_malformed"),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else str(value),
)
async def test_a_head_that_holds_too_much_or_is_none_is_refused(
    door: int, raw: bytes, status: int, code: str
) -> None:
    assert _code(await _sent(door, raw + b"\r\n")) == (status, code)


async def test_a_head_without_an_end_is_cut_off(door: int) -> None:
    line = await _line(door)
    line[1].write(WHOLE[:-2])
    sent, piece = 0, b"X: " + b"x" * 1000
    with pytest.raises(ConnectionError):
        while sent < MEGABYTE:
            line[1].write(piece)
            await line[1].drain()
            sent += len(piece)
            await asyncio.sleep(0)

    assert sent < MEGABYTE


async def test_a_refusal_is_told_in_the_callers_language(door: int) -> None:
    head = WHOLE[:-2] + b"".join(b"X-%d: 1\r\n" % n for n in range(101))
    for language, said in ((b"en", b"headers of a request"), (b"zh-CN", "请求头".encode())):
        answer = await _sent(door, head + b"Accept-Language: %s\r\n\r\n" % language)
        assert said in answer


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("begun", [b"", b"\r\n", b"GET /v1/q", WHOLE[:-2]], ids=str)
async def test_who_does_not_finish_a_head_is_shown_out(door: int, begun: bytes) -> None:
    line = await _line(door)
    line[1].write(begun)

    assert _code(await _told(line)) == (408, "request_too_slow")


@pytest.mark.usefixtures("quick")
async def test_a_head_that_trickles_in_is_no_better(door: int) -> None:
    line, began = await _line(door), time.monotonic()
    telling = asyncio.create_task(_told(line))
    for byte in WHOLE[:-2] + b"X: " + b"x" * 1000:
        line[1].write(bytes([byte]))
        await asyncio.sleep(0.05)
        if telling.done():
            break

    assert _code(await telling) == (408, "request_too_slow")
    assert time.monotonic() - began < 5


@pytest.mark.usefixtures("quick")
async def test_nobody_pays_for_a_process_that_was_stopped(
    door: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "ABSENT_SECONDS", 0.3)
    line = await _line(door)
    line[1].write(WHOLE[:-2])
    await asyncio.sleep(0.1)
    time.sleep(2 * connections.HEAD_SECONDS)  # noqa: ASYNC251 - nobody listens meanwhile
    await asyncio.sleep(0.15)
    line[1].write(b"Connection: close\r\n\r\n")

    assert (await _told(line)).startswith(b"HTTP/1.1 200 OK")


@pytest.mark.usefixtures("quick")
async def test_a_body_that_trickles_in_is_cut_off(
    door: int, caplog: pytest.LogCaptureFixture
) -> None:
    line = await _line(door)
    line[1].write(b"POST /v1/long HTTP/1.1\r\n" + HOST + b"Content-Length: 1000000\r\n\r\n")
    telling = asyncio.create_task(_told(line))
    while not telling.done():
        line[1].write(b"x" * 10)
        await asyncio.sleep(0.05)

    assert _code(await telling) == (408, "request_too_slow")
    assert await _works(door)
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


@pytest.mark.usefixtures("quick")
async def test_a_body_that_comes_slowly_enough_is_taken(door: int) -> None:
    line = await _line(door)
    line[1].write(b"POST /v1/long HTTP/1.1\r\n" + HOST + b"Content-Length: 40000\r\n\r\n")
    line[1].write(b"x" * 20_000)
    for _ in range(20):  # longer than the grace, and faster than the slowest that is borne
        line[1].write(b"x" * 1000)
        await asyncio.sleep(0.05)
    answer = await line[0].readuntil(b"40000")
    line[1].close()

    assert answer.startswith(b"HTTP/1.1 200 OK")


@pytest.mark.usefixtures("quick")
async def test_who_says_nothing_more_after_an_answer_is_shown_out(door: int) -> None:
    for more in (b"", b"\r\n"):  # which is no request, and once stopped uvicorn's own clock
        answer = await _sent(door, WHOLE + more)
        assert answer.startswith(b"HTTP/1.1 200 OK")


@pytest.mark.usefixtures("quick")
async def test_an_answer_that_nobody_takes_is_taken_back(
    door: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "STUCK_SECONDS", 0.5)
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.connect(("127.0.0.1", door))
    line.sendall(b"GET /v1/much HTTP/1.1\r\n" + HOST + b"\r\n")
    await asyncio.sleep(3)
    got = await asyncio.to_thread(_rest_of, line)

    assert 0 < got < 32 * MEGABYTE


def _rest_of(line: socket.socket) -> int:
    got = 0
    with line:
        line.settimeout(20)
        try:
            while piece := line.recv(65536):
                got += len(piece)
        except ConnectionResetError:
            pass
    return got


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "in chunks"])
async def test_a_body_of_100_megabytes_is_refused_before_it_has_come(
    door: int, announced: bool
) -> None:
    line, most = await _line(door), 100 * MEGABYTE
    head = b"Content-Length: %d" % most if announced else b"Transfer-Encoding: chunked"
    line[1].write(b"POST /v1/long HTTP/1.1\r\n" + HOST + head + b"\r\n\r\n")
    piece, sent = b"x" * 65536, 0
    whole = piece if announced else b"10000\r\n" + piece + b"\r\n"
    answering = asyncio.create_task(line[0].readuntil(b'"request_id"'))
    while not answering.done() and sent < most:
        line[1].write(whole)
        await line[1].drain()
        sent += len(piece)
    answer = await answering
    line[1].close()

    assert b"HTTP/1.1 413" in answer
    assert b"too_large" in answer
    assert sent <= MOST_BYTES + 8 * MEGABYTE  # what lay in the buffers between


@pytest.mark.usefixtures("quick")
async def test_the_rest_of_a_refused_body_is_not_listened_to_for_ever(door: int) -> None:
    line = await _line(door)
    line[1].write(b"POST /v1/long HTTP/1.1\r\n" + HOST + b"Content-Length: 99999999999\r\n\r\n")
    began = time.monotonic()
    with pytest.raises(ConnectionError):
        while time.monotonic() - began < 10:
            line[1].write(b"x" * 65536)
            await line[1].drain()
            await asyncio.sleep(0.01)

    assert time.monotonic() - began < 5


async def test_what_was_packed_is_not_unpacked(door: int) -> None:
    """A body of gzip stays what it is: bytes that are no form."""
    bomb = b"\x1f\x8b" + b"\0" * 10_000
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{door}", trust_env=False) as client:
        headers = {"content-encoding": "gzip"}
        answer = await client.post("/v1/long", content=bomb, headers=headers)

    assert answer.json() == len(bomb)


async def test_a_thousand_who_say_nothing_keep_nobody_out(door: int) -> None:
    async with _lines(door, 1200):
        began = time.monotonic()
        assert all([await _works(door) for _ in range(20)])
        assert time.monotonic() - began < 10


async def test_beyond_the_most_whoever_waited_longest_goes(
    door: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "most_connections", lambda: 50)
    async with _lines(door, 50) as lines:
        assert await _works(door)
        assert _code(await _told(lines[0])) == (503, "too_many_connections")
        assert not lines[-1][0].at_eof()


async def test_where_all_are_being_served_the_newcomer_is_told_to_come_again(
    door: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "most_connections", lambda: 5)
    begun = b"POST /v1/long HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\n\r\n"
    async with _lines(door, 5, begun) as lines:
        await asyncio.sleep(0.2)
        answer = await _told(await _line(door))
        assert _code(answer) == (503, "too_many_connections")
        assert b"retry-after: 1" in answer
        lines[0][1].write(b"abc")
        assert (await lines[0][0].readuntil(b"3")).startswith(b"HTTP/1.1 200 OK")


@asynccontextmanager
async def _lines(port: int, count: int, begun: bytes = b"") -> AsyncIterator[list[Line]]:
    lines: list[Line] = []
    async with AsyncExitStack() as stack:
        for _ in range(count):
            line = await _line(port)
            stack.callback(line[1].close)
            line[1].write(begun)
            lines.append(line)
        yield lines


async def test_requests_on_one_line_are_answered_in_their_order(door: int) -> None:
    answer = await _sent(door, WHOLE * 20 + WHOLE[:-2] + b"Connection: close\r\n\r\n")

    assert answer.count(b"HTTP/1.1 200 OK") == 21


def test_as_many_files_are_asked_for_as_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    limits: dict[str, Callable[..., Any]] = {
        "getrlimit": lambda _: (1024, 4096),
        "setrlimit": lambda _, wanted: asked.append(wanted),
    }
    for name, told in limits.items():
        monkeypatch.setattr(resource, name, told)

    assert connections.most_connections.__wrapped__() == connections.MOST_CONNECTIONS
    assert asked == [(4096, 4096)]


def test_where_few_files_may_be_open_few_callers_may_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1024, 1024))

    assert connections.most_connections.__wrapped__() == 1024 - connections.SPARE_FILES
