"""Keep the platform open until somebody stops it, or an engine is gone for good."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from typing import Any

from launch.errors import CannotStart

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
WATCH_SECONDS = 0.2


async def until_stopped(
    platform: Coroutine[Any, Any, None],
    ready: asyncio.Event,
    *,
    failure: Callable[[], CannotStart | None],
    when_ready: Callable[[], None],
) -> None:
    """Ctrl-C and SIGTERM end it in order; an engine that failed ends it with its reason."""
    running = asyncio.create_task(platform)
    for stop in STOPS:
        asyncio.get_running_loop().add_signal_handler(stop, running.cancel)
    others = [
        asyncio.create_task(_announce(ready, when_ready)),
        asyncio.create_task(_watch(failure, running)),
    ]
    try:
        await running
    except asyncio.CancelledError:
        if refusal := failure():
            raise refusal from None
    finally:
        for other in others:
            other.cancel()


async def _announce(ready: asyncio.Event, when_ready: Callable[[], None]) -> None:
    await ready.wait()
    when_ready()


async def _watch(failure: Callable[[], CannotStart | None], running: asyncio.Task[None]) -> None:
    while failure() is None:
        await asyncio.sleep(WATCH_SECONDS)
    running.cancel()
