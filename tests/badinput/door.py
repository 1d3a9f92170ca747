"""A request as the server hands it to an app, with no client before it that would tidy it up."""

from asyncio import Event
from collections.abc import Mapping
from urllib.parse import unquote_to_bytes

from httpx import Response
from starlette.types import ASGIApp, Message


async def asked(
    app: ASGIApp, verb: str, target: str, headers: Mapping[bytes, bytes], body: bytes = b""
) -> Response:
    path, _, query = target.encode().partition(b"?")
    length = {b"content-length": str(len(body)).encode()} if body else {}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": verb,
        "scheme": "http",
        "path": unquote_to_bytes(path).decode("utf-8", "replace"),
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": [*({b"host": b"door.test"} | length | dict(headers)).items()],
        "client": ("127.0.0.1", 1),
        "server": ("door.test", 80),
    }
    asks, told, over = iter([body]), list[Message](), Event()

    async def receive() -> Message:
        for content in asks:
            return {"type": "http.request", "body": content, "more_body": False}
        await over.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        told.append(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            over.set()

    await app(scope, receive, send)
    start, *parts = told
    content = b"".join(part.get("body", b"") for part in parts)
    return Response(start["status"], headers=start["headers"], content=content)
