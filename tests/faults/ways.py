"""A way to an engine that can be shut, slowed down and struck dumb: TCP, on loopback."""

import asyncio
import socket
import struct
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Thread
from typing import Any, TypeVar

PIECE = 64 * 1024
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: close at once, with a reset
HERE = "127.0.0.1"

Result = TypeVar("Result")


@dataclass
class Way:
    """What is said to `port` is said to the engine. Steered from another thread than it runs in."""

    to: int
    port: int
    loop: asyncio.AbstractEventLoop
    delay: float = 0.0
    _heard_not: str = ""
    _server: asyncio.Server | None = None
    _ends: set[asyncio.StreamWriter] = field(default_factory=set)
    _asks: asyncio.Event = field(default_factory=asyncio.Event)
    _answers: asyncio.Event = field(default_factory=asyncio.Event)

    def open(self) -> None:
        self._do(self._listen())

    def shut(self) -> None:
        """Whoever knocks is refused; whoever was inside is thrown out."""
        self._do(self._close())

    def close(self) -> None:
        """For good: what is held back is let go, so that everybody leaves."""
        self.delay = 0.0
        self._set(asks=True, answers=True)
        self.shut()

    @contextmanager
    def refusing(self) -> Iterator[None]:
        self.shut()
        try:
            yield
        finally:
            self.open()

    @contextmanager
    def slow(self, seconds: float) -> Iterator[None]:
        """Every piece takes so long, either way."""
        self.delay = seconds
        try:
            yield
        finally:
            self.delay = 0.0

    @contextmanager
    def silent(self) -> Iterator[None]:
        """Connections stand, and nothing comes through: a cable that hangs loose."""
        self._set(asks=False, answers=False)
        try:
            yield
        finally:
            self._set(asks=True, answers=True)

    @contextmanager
    def deaf(self, to: str) -> Iterator[None]:
        """Whoever begins with these words hears the engine, and is not heard by it. What they said
        meanwhile is lost with them."""
        self._heard_not = to
        self._set(asks=False, answers=True)
        try:
            yield
        finally:
            self.shut()
            self._set(asks=True, answers=True)
            self._heard_not = ""
            self.open()

    def _set(self, *, asks: bool, answers: bool) -> None:
        async def change() -> None:
            for event, on in ((self._asks, asks), (self._answers, answers)):
                (event.set if on else event.clear)()

        self._do(change())

    def _do(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(10)

    async def _listen(self) -> None:
        self._asks.set()
        self._answers.set()
        self._server = await asyncio.start_server(self._through, HERE, self.port)

    async def _close(self) -> None:
        if self._server:
            self._server.close()
        for end in list(self._ends):
            _reset(end)
        self._ends.clear()

    async def _through(self, asking: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        try:
            answering, on = await asyncio.open_connection(HERE, self.to)
        except OSError:
            _reset(back)
            return
        ends = {back, on}
        self._ends |= ends
        flows = (self._flow(asking, on, self._asks), self._flow(answering, back, self._answers))
        try:
            await asyncio.gather(*flows)
        finally:
            self._ends -= ends
            for end in ends:
                end.close()

    async def _flow(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, gate: asyncio.Event
    ) -> None:
        began = b""
        with suppress(OSError):
            while piece := await source.read(PIECE):
                began = began or piece
                if self.delay:
                    await asyncio.sleep(self.delay)
                if gate is self._answers or self._heard_not.encode() in began:
                    await gate.wait()
                target.write(piece)
                await target.drain()
        target.close()


async def _everybody_left() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.gather(*others, return_exceptions=True)


def _reset(end: asyncio.StreamWriter) -> None:
    connection = end.get_extra_info("socket")
    with suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    end.transport.abort()


@contextmanager
def ways(targets: dict[str, int], ports: dict[str, int]) -> Iterator[dict[str, Way]]:
    """One to each engine, all in a thread of their own."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name="ways", daemon=True)
    thread.start()
    opened = {name: Way(to, ports[name], loop) for name, to in targets.items()}
    try:
        for way in opened.values():
            way.open()
        yield opened
    finally:
        for way in opened.values():
            way.close()
        asyncio.run_coroutine_threadsafe(_everybody_left(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
