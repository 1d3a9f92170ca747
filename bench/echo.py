"""The least a gRPC call can cost here: a server of its own process that gives back what it got."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import grpc

METHOD = "/limits.Echo/Echo"


async def _same(request: bytes, _: Any) -> bytes:
    return request


async def _serve(port: int) -> None:
    server = grpc.aio.server()
    handler = grpc.unary_unary_rpc_method_handler(_same)
    server.add_generic_rpc_handlers(
        (grpc.method_handlers_generic_handler("limits.Echo", {"Echo": handler}),)
    )
    server.add_insecure_port(f"127.0.0.1:{port}")
    await server.start()
    await server.wait_for_termination()


@asynccontextmanager
async def echo(port: int) -> AsyncIterator[Callable[[bytes], Any]]:
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bench.echo", str(port))
    try:
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            await asyncio.wait_for(channel.channel_ready(), 20)
            yield channel.unary_unary(METHOD, None, None)
    finally:
        process.terminate()
        await process.wait()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
