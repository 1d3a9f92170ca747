"""How much one request may hold: said before it is read, and counted while it comes."""

from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MEGABYTE = 1024 * 1024
MOST_BYTES = 16 * MEGABYTE
"""Of a body that is kept whole while it is read: a thousand long petitions at once, as by gRPC."""
CONTENT_TOO_LARGE = 413

Refuse = Callable[[Request], Response]


class Bounded:
    """ASGI: bodies up to `MOST_BYTES`; what is larger is refused unread.

    A path that ends in one of `streams` reads its body piece by piece and has bounds of its own.
    """

    def __init__(self, app: ASGIApp, refuse: Refuse, streams: tuple[str, ...] = ()) -> None:
        self._app = app
        self._refuse = refuse
        self._streams = streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].endswith(self._streams):
            await self._app(scope, receive, send)
        elif _announced(scope) > MOST_BYTES:
            await self._refuse(Request(scope))(scope, receive, send)
        else:
            await self._app(scope, _counted(receive), send)


def _announced(scope: Scope) -> int:
    """What the client says will come; nothing where it says nothing."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


def _counted(receive: Receive) -> Callable[[], Awaitable[Message]]:
    """A body without an announced length is cut off where it becomes too long."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > MOST_BYTES:
            raise HTTPException(CONTENT_TOO_LARGE)
        return message

    return counted
