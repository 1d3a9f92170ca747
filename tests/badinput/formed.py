"""Requests that schemathesis draws from an OpenAPI document: such as fit it, and such as do not."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

import schemathesis
from fastapi import FastAPI
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core import NotSet
from schemathesis.specs.openapi.schemas import OpenApiSchema

from tests.access.cells import Attempt
from tests.badinput.bending import Bent, filled, requests
from tests.badinput.drawing import drawn

BOUNDARY = "gate"
REPLACED = frozenset({"authorization", "content-length", "content-type"})
"""Who asks is not what is tried here, and how long the body is the client counts itself."""


def formed(attempt: Attempt, count: int, first: int = 0) -> Iterator[Bent]:
    """Half as the document says or does not say, half good ones that are bent in two places.

    Drawn ids name nothing; so most requests keep the thing's own, to come past the first look.
    """
    app = attempt.stage.county.services[attempt.rule.service].rest
    operation = _read(app)[attempt.door.path][attempt.door.verb]
    half, start = -(-count // 2), first // 2
    either = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))
    for number, case in enumerate(drawn(either, half, start), start):
        yield _as_bent(attempt, case, keeps_place=number % 4 > 0)
    yield from _bent_twice(attempt, half, start)


@cache
def _read(app: FastAPI) -> OpenApiSchema:
    return schemathesis.openapi.from_dict(app.openapi())


def _as_bent(attempt: Attempt, case: Any, *, keeps_place: bool) -> Bent:
    told = {name: quote(str(value), safe="%") for name, value in case.path_parameters.items()}
    path = filled(attempt, {} if keeps_place else told)
    if case.query:
        path += f"?{urlencode(case.query, doseq=True, errors='surrogatepass')}"
    headers = {
        name.encode("utf-8", "replace"): str(value).encode("utf-8", "surrogatepass")
        for name, value in (case.headers or {}).items()
        if name.lower() not in REPLACED and not (keeps_place and name.lower() == "onedoor-post")
    }
    if isinstance(case.body, NotSet):
        return Bent(("drawn",), "", path, None, headers)
    if case.media_type and case.media_type.startswith("multipart/"):
        headers[b"content-type"] = f"multipart/form-data; boundary={BOUNDARY}".encode()
        return Bent(("multipart",), case.body, path, _parts(case.body), headers)
    return Bent(("body",), case.body, path, _written(case.body), headers)


def _written(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False, default=repr).encode("utf-8", "surrogatepass")


def _parts(body: Any) -> bytes:
    if not isinstance(body, Mapping):
        return _written(body)
    written = b""
    for name, value in body.items():
        said = getattr(value, "data", value)
        content = said if isinstance(said, bytes) else str(said).encode("utf-8", "surrogatepass")
        field = str(name).encode("utf-8", "surrogatepass").replace(b'"', b"%22")
        file = b'; filename="a.png"' if name == "file" else b""
        written += b'--gate\r\ncontent-disposition: form-data; name="%s"%s\r\n\r\n' % (field, file)
        written += content + b"\r\n"
    return written + b"--gate--\r\n"


def _bent_twice(attempt: Attempt, count: int, first: int) -> Iterator[Bent]:
    """Two or three bends at once: the second is what stands behind the check of the first."""
    single = [case for case in requests(attempt) if case.body is None or len(case.body) < 2000]
    if not single:
        return
    for number in range(first, first + count):
        luck = Random(number)  # noqa: S311 - the same each time
        one, other = luck.choice(single), luck.choice(single)
        headers = {**(one.headers or {}), **(other.headers or {})}
        query = other.path.partition("?")[2]
        path = f"{one.path}{'&' if '?' in one.path else '?'}{query}" if query else one.path
        yield Bent((*one.where, *other.where), one.value, path, other.body or one.body, headers)
