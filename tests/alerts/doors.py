"""A real HTTP door, and a reader of event streams."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from httpx import AsyncClient, Response

from chassis.kernel import Principal
from chassis.runtime import Http, Service
from tests.doors import metadata

Events = AsyncIterator[tuple[str, Any]]


@asynccontextmanager
async def serving(service: Service) -> AsyncIterator[str]:
    config = uvicorn.Config(
        service.rest, port=0, lifespan="off", log_config=None, timeout_graceful_shutdown=1
    )
    http = Http(config)
    running = asyncio.create_task(http.until_cancelled())
    while not http.started:
        await asyncio.sleep(0.01)
    port = http.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/v1"
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


@asynccontextmanager
async def streaming(url: str, actor: Principal) -> AsyncIterator[Events]:
    async with (
        AsyncClient(headers=dict(metadata(actor)), trust_env=False) as client,
        client.stream("GET", f"{url}/board/stream") as answer,
    ):
        yield _events(answer)


async def _events(answer: Response) -> Events:
    event = ""
    async for line in answer.aiter_lines():
        name, _, value = line.partition(": ")
        if name == "event":
            event = value
        elif name == "data":
            yield event, json.loads(value)
