"""A file out of a form, however the network cuts it up."""

import httpx
import pytest
from fastapi import Request
from hypothesis import given
from hypothesis import strategies as st

from services.intake.entrypoints.multipart import FileNotSent, first_file

FIELD = {"note": "看附件"}


def a_form(name: str, content: bytes) -> tuple[str, bytes]:
    sent = httpx.Request("POST", "http://x", data=FIELD, files={"file": (name, content)})
    return sent.headers["content-type"], sent.read()


def a_request(content_type: str, body: bytes, cut: int) -> Request:
    pieces = [body[start : start + cut] for start in range(0, len(body), cut)]
    messages = iter(
        [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
        + [{"type": "http.request", "body": b"", "more_body": False}]
    )

    async def receive() -> dict[str, object]:
        return next(messages)

    headers = [(b"content-type", content_type.encode())]
    return Request({"type": "http", "method": "POST", "headers": headers}, receive)


async def taken(content_type: str, body: bytes, cut: int) -> tuple[str, bytes]:
    name, pieces = await first_file(a_request(content_type, body, cut))
    return name, b"".join([piece async for piece in pieces])


@given(content=st.binary(min_size=1, max_size=500), cut=st.integers(1, 700))
async def test_the_file_arrives_whole_wherever_it_is_cut(content: bytes, cut: int) -> None:
    assert await taken(*a_form("证明.txt", content), cut) == ("证明.txt", content)


async def test_a_form_cut_off_in_the_middle_is_no_file() -> None:
    content_type, body = a_form("证明.txt", b"x" * 1000)

    with pytest.raises(FileNotSent):
        await taken(content_type, body[:600], 100)


async def test_a_form_without_a_file_is_refused() -> None:
    sent = httpx.Request("POST", "http://x", files={"note": (None, "none")})

    with pytest.raises(FileNotSent):
        await taken(sent.headers["content-type"], sent.read(), 100)


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data", ""])
async def test_what_is_no_form_is_refused(kind: str) -> None:
    with pytest.raises(FileNotSent):
        await taken(kind, b"{}", 100)


async def test_a_header_without_end_is_cut_off() -> None:
    body = b'--b\r\nContent-Disposition: form-data; filename="' + b"x" * 10_000

    with pytest.raises(FileNotSent):
        await taken("multipart/form-data; boundary=b", body, 100)
