"""An end that cannot be missed."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

AGAIN_SECONDS = 1.0


Result = TypeVar("Result")


async def insist(work: Coroutine[Any, Any, Result]) -> Result:
    """Run until it ends; when cancelled, ask until it listens.

    Libraries lose a cancellation that meets the end of a time limit (nats-py in every idle fetch,
    `asyncio.wait_for` before Python 3.12): the work then goes on, and nobody asks a second time.
    """
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    finally:
        while not task.done():
            task.cancel()
            await asyncio.wait({task}, timeout=AGAIN_SECONDS)
