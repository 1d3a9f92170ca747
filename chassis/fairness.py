"""Nobody alone keeps the house busy: how many calls one caller may have in hand."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from chassis.kernel import TooMany

MOST_OF_ONE = 256
"""A page of a browser has six, a system that brings a crowd's petitions some dozens. All others
wait for as many at the worst, which is a fraction of a second."""

Refuse = Callable[[Request, TooMany], Response]


class InHand:
    """Calls from their first byte to their last, by whose they are."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._going = Counter[str | bytes]()

    @contextmanager
    def one_more(self, caller: str | bytes = "") -> Iterator[None]:
        if self._going[caller] >= self._most:
            raise TooMany(seconds=1)
        self._going[caller] += 1
        try:
            yield
        finally:
            self._going[caller] -= 1
            if not self._going[caller]:
                del self._going[caller]


class Fair:
    """ASGI: a caller is who sends the same token, which nobody has read yet, so that to be turned
    away costs nothing. Doors that need no token have throttles of their own."""

    def __init__(self, app: ASGIApp, refuse: Refuse) -> None:
        self._app = app
        self._refuse = refuse
        self._in_hand = InHand(MOST_OF_ONE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        token = _token(scope) if scope["type"] == "http" else b""
        if not token:
            await self._app(scope, receive, send)
            return
        with ExitStack() as turn:
            try:
                turn.enter_context(self._in_hand.one_more(token))
            except TooMany as refusal:
                await self._refuse(Request(scope), refusal)(scope, receive, send)
            else:
                await self._app(scope, receive, send)


def _token(scope: Scope) -> bytes:
    return next((value for name, value in scope["headers"] if name == b"authorization"), b"")
