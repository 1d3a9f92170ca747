"""How much the head of a request may hold, how slowly it may come, and how many callers may wait.

uvicorn leaves all this open: its parser takes heads without end, a caller that sends nothing holds
its connection for good, and so does one that sends a byte now and then.
"""

import asyncio
import json
import resource
from collections.abc import Iterable
from functools import cache
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from chassis.kernel import Refusal

KILOBYTE = 1024
MOST_HEAD = 32 * KILOBYTE
MOST_HEADERS = 100
LONGEST_ADDRESS = 8 * KILOBYTE
HEAD_SECONDS = 10
"""From the first byte of a request, or from a connection without one, to the end of its head."""
IDLE_SECONDS = 20
BODY_GRACE_SECONDS = 10
SLOWEST = KILOBYTE
"""Bytes a second on the average: of a body behind the grace, of an answer that fills its buffer."""
LINGER_SECONDS = 5
"""For the rest of a body whose answer was said before it was read."""
STUCK_SECONDS = 60
"""An answer of which hardly anything was taken for so long is taken back."""
ABSENT_SECONDS = 5
"""Whoever did not look for so long was stopped, or starved, and could not have listened either."""
MOST_CONNECTIONS = 2000
ENOUGH_FILES = 65_536
SPARE_FILES = 512
"""For the engines' connections, attachments and what else is open."""


class RequestMalformed(Refusal):
    en = "This is not HTTP, or not as it is spoken here."
    zh = "请求不是有效的 HTTP 报文。"


class AddressTooLong(Refusal):
    en = "An address holds at most {most} characters. Send what is longer in a body."
    zh = "地址最长 {most} 个字符,更长的内容请放在请求正文中。"


class HeadersTooLarge(Refusal):
    en = "The headers of a request are at most {headers}, of {most} KB in all."
    zh = "请求头最多 {headers} 个,合计不超过 {most} KB。"


class RequestTooSlow(Refusal):
    en = "The request did not come in time. Send it again at once and whole."
    zh = "请求未能及时到达,请一次完整地重新发送。"


class TooManyConnections(Refusal):
    en = "Too many callers hold a connection. Try again in {seconds} seconds."
    zh = "连接数过多,请 {seconds} 秒后再试。"


STATUS: dict[type[Refusal], HTTPStatus] = {
    RequestMalformed: HTTPStatus.BAD_REQUEST,
    AddressTooLong: HTTPStatus.REQUEST_URI_TOO_LONG,
    HeadersTooLarge: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    RequestTooSlow: HTTPStatus.REQUEST_TIMEOUT,
    TooManyConnections: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""Said before there is a request that anybody could be asked about: no operation names these."""


@cache
def most_connections() -> int:
    """As many as wanted, or as this process may have open files for; asks for more of these."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = ENOUGH_FILES if hard == resource.RLIM_INFINITY else min(hard, ENOUGH_FILES)
    if soft not in {resource.RLIM_INFINITY} and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    room = soft - SPARE_FILES if soft != resource.RLIM_INFINITY else MOST_CONNECTIONS
    return max(1, min(MOST_CONNECTIONS, room))


class Connection(HttpToolsProtocol):
    """One caller. `sweep` looks at all of them now and then: a timer for each would cost more."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._in_head, self._in_body = True, False
        self._head_bytes = self._piece = self._body_bytes = 0
        self._since = self._heard = self._answered = self.loop.time()
        self._stuck: float | None = None
        self._unsent = 0
        self._refusal: Refusal | None = None
        if len(self.connections) > most_connections():
            self._make_room()

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        self._heard = self.loop.time()
        self._piece = len(data)
        self._head_bytes += self._piece
        super().data_received(data)
        if self._in_head and self._head_bytes > MOST_HEAD:
            self.refuse(HeadersTooLarge(headers=MOST_HEADERS, most=MOST_HEAD // KILOBYTE))

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head, self._since, self._head_bytes = True, self._heard, self._piece

    def on_headers_complete(self) -> None:
        self._in_head = False
        if len(self.url) > LONGEST_ADDRESS:
            self._stop(AddressTooLong(most=LONGEST_ADDRESS))
        if len(self.headers) > MOST_HEADERS or (
            self._head_bytes > MOST_HEAD
            and len(self.url) + sum(len(n) + len(v) for n, v in self.headers) > MOST_HEAD
        ):
            self._stop(HeadersTooLarge(headers=MOST_HEADERS, most=MOST_HEAD // KILOBYTE))
        self._since, self._body_bytes, self._in_body = self._heard, 0, True
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._in_body = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        self._heard = self._answered = self.loop.time()
        super().on_response_complete()

    def pause_writing(self) -> None:
        self._stuck, self._unsent = self.loop.time(), self.transport.get_write_buffer_size()
        super().pause_writing()

    def resume_writing(self) -> None:
        self._stuck = None
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's own words
        """What uvicorn calls when its parser, or one of the methods above, gives up."""
        self.refuse(self._refusal or RequestMalformed())

    def refuse(self, refusal: Refusal) -> None:
        """The last word on this connection, unless another answer is under way on it."""
        if self.transport.is_closing():
            return
        if self._answers and self.cycle.response_started:
            self.transport.abort()
            return
        self.transport.write(_told(refusal, self.headers or ()))
        self.transport.close()

    def look(self, now: float, passed: float) -> None:
        """`passed` is the time since somebody looked last."""
        if self._stuck is not None:
            self._look_whether_it_is_taken(now, self._stuck)
        elif self.transport.is_closing():
            return
        elif self._in_head and not self._answers:
            if now - self._since > HEAD_SECONDS:
                self.refuse(RequestTooSlow())
        elif not self._answers:
            lingers = self._in_body and now - self._answered > LINGER_SECONDS
            if lingers or now - self._heard > IDLE_SECONDS:
                self.transport.close()
        elif self.cycle.more_body:
            if self.flow.read_paused:  # it is we who do not listen
                self._since += passed
            elif self._is_trickling(now - self._since):
                self.refuse(RequestTooSlow())

    def forgive(self, passed: float) -> None:
        self._since += passed
        self._heard += passed
        self._answered += passed
        if self._stuck is not None:
            self._stuck += passed

    def _look_whether_it_is_taken(self, now: float, since: float) -> None:
        """Even when it closes: a transport waits for its buffer as long as that takes."""
        if now - since <= STUCK_SECONDS:
            return
        unsent = self.transport.get_write_buffer_size()
        if self._unsent - unsent < STUCK_SECONDS * SLOWEST:
            self.transport.abort()
        else:
            self._stuck, self._unsent = now, unsent

    def _is_trickling(self, seconds: float) -> bool:
        return seconds > BODY_GRACE_SECONDS and self._body_bytes < seconds * SLOWEST

    @property
    def _answers(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _stop(self, refusal: Refusal) -> None:
        """Out of the parser, which calls `send_400_response` for whatever a callback raises."""
        self._refusal = refusal
        raise refusal

    def _make_room(self) -> None:
        """Who has waited longest without asking anything goes; else the newcomer does."""
        others = (c for c in self.connections if isinstance(c, Connection) and c is not self)
        idle = [c for c in others if not c._answers and not c.transport.is_closing()]
        if idle:
            longest = min(idle, key=lambda connection: connection._heard)
            longest.refuse(TooManyConnections(seconds=1))
        else:
            self.refuse(TooManyConnections(seconds=1))


def sweep(connections: Iterable[Any], now: float, passed: float) -> None:
    for connection in list(connections):
        if not isinstance(connection, Connection):
            continue
        if passed > ABSENT_SECONDS:
            connection.forgive(passed)
        else:
            connection.look(now, passed)


def _told(refusal: Refusal, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """A problem document as any other, though nobody routed the request or gave it an id."""
    wanted = next((value for name, value in headers if name == b"accept-language"), b"zh")
    language = "en" if wanted.strip().lower().startswith(b"en") else "zh"
    status = STATUS[type(refusal)]
    body = json.dumps(
        {
            "type": f"urn:onedoor:problem:{refusal.code}",
            "title": refusal.code.replace("_", " "),
            "status": status,
            "code": refusal.code,
            "detail": refusal.say(language),
            "params": {name: str(value) for name, value in refusal.params.items()},
            "request_id": "",
        },
        ensure_ascii=False,
    ).encode()
    again = b"retry-after: 1\r\n" if status is HTTPStatus.SERVICE_UNAVAILABLE else b""
    return (
        STATUS_LINE[status]
        + b"content-type: application/problem+json\r\nconnection: close\r\n"
        + again
        + b"content-language: %s\r\ncontent-length: %d\r\n\r\n" % (language.encode(), len(body))
        + body
    )
