"""Requests that schemathesis draws from an OpenAPI document: such as fit it, and such as do not."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice
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
from tests.badinput.bending import Bent, Steps, filled, put, requests
from tests.badinput.drawing import drawn
from tests.badinput.illness import OTHERS, TEXTS
from tests.badinput.wire import twisted

BOUNDARY = "gate"
FORM = ("body",)
LONGEST = 2000
ILLS = (*(text for text in TEXTS if len(text) < LONGEST), *OTHERS)
REPLACED = frozenset({"authorization", "content-length", "content-type"})
"""Who asks is not what is tried here, and how long the body is the client counts itself."""


def formed(attempt: Attempt, count: int, first: int = 0, twists: int = 0) -> Iterator[Bent]:
    """Half as the document says or does not say, half good ones that are bent in two places.

    Drawn ids name nothing; so most requests keep the thing's own, to come past the first look.
    Where no more can be drawn the others fill up.
    """
    asked = [case for case in requests(attempt) if case.body is None or len(case.body) < LONGEST]
    bends = [*asked, *_unasked(attempt)]
    half, start, tried = -(-count // 2), first // 2, 0
    for case in islice(_drawn(attempt, bends, half, start, twists), half):
        tried += 1
        yield case
    for number in range(start, start + count - tried):
        luck = Random(number)  # noqa: S311 - the same each time
        yield _both(luck.choice(bends), luck.choice(bends))


def _unasked(attempt: Attempt) -> Iterator[Bent]:
    """What no operation asks for, and anybody may send with any."""
    path = filled(attempt)
    for ill in TEXTS:
        raw = ill.encode("utf-8", "surrogatepass")[:LONGEST]
        yield Bent(("query",), ill, f"{path}?x={quote(raw)}")
        yield Bent(("header",), ill, path, None, {b"accept-language": raw})


def _drawn(
    attempt: Attempt, bends: Sequence[Bent], count: int, first: int, twists: int
) -> Iterator[Bent]:
    """Each, and what luck makes of it: to draw one takes longer than to have it answered."""
    app = attempt.stage.county.services[attempt.rule.service].rest
    operation = _read(app)[attempt.door.path][attempt.door.verb]
    either = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))
    each, before = 1 + twists, None
    start = first // each
    for number, case in enumerate(drawn(either, -(-count // each), start), start):
        told = _as_bent(attempt, case, keeps_place=number % 4 > 0)
        yield told
        luck = Random(number)  # noqa: S311 - the same each time
        for _ in range(twists):
            yield _twisted(luck, told, before or told, bends)
        before = told


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
    return Bent(FORM, case.body, path, _written(case.body), headers)


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


def _both(one: Bent, other: Bent) -> Bent:
    """Two bends at once: the second is what stands behind the check of the first."""
    headers = {**(one.headers or {}), **(other.headers or {})}
    query = other.path.partition("?")[2]
    path = f"{one.path}{'&' if '?' in one.path else '?'}{query}" if query else one.path
    return Bent((*one.where, *other.where), other.value, path, other.body or one.body, headers)


def _twisted(luck: Random, case: Bent, other: Bent, bends: Sequence[Bent]) -> Bent:
    """Its bytes in disorder, something else in one place of its form, or a bend besides."""
    how = luck.randrange(5)
    if how == 0 and case.body:
        return replace(case, body=twisted(luck, case.body, other.body or b""))
    if how == 1:
        path, _, query = case.path.partition("?")
        mixed = twisted(luck, query.encode(), other.path.partition("?")[2].encode())
        return replace(case, path=f"{path}?{quote(mixed, safe='=&%+')}")
    if how == 2:
        return _both(luck.choice(bends), case)
    if case.where == FORM:
        ill = luck.choice(ILLS) if luck.randrange(2) else _piece(luck, other.value)[1]
        body = put(case.value, _piece(luck, case.value)[0], ill)
        return replace(case, value=body, body=_written(body))
    return _both(case, luck.choice(bends))


def _piece(luck: Random, value: Any) -> tuple[Steps, Any]:
    """Some place of a form, and what stands there."""
    at: Steps = ()
    while isinstance(value, dict | list) and value and luck.randrange(5):
        step = luck.choice([*value] if isinstance(value, dict) else range(len(value)))
        at, value = (*at, step), value[step]
    return at, value
