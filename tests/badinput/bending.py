"""Requests that would be good, with one thing in them bent out of shape."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from google.protobuf import json_format
from google.protobuf.descriptor import FieldDescriptor
from httpx import Response

from tests.access.cells import Attempt
from tests.access.county import Knocker
from tests.badinput.door import asked
from tests.badinput.illness import INT32, INT64, NOT_UTF8, OTHERS, TEXTS

NOBODY = "00000000-0000-7000-8000-000000000001"
LONGEST_IN_AN_ADDRESS = 3000
PLACEHOLDER = "ZZZZ"
DEEPEST = 4

Steps = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Bent:
    """What was put where; enough to send it again."""

    where: tuple[object, ...]
    value: object
    path: str
    body: bytes | None = None
    headers: Mapping[bytes, bytes] | None = None

    async def sent(self, attempt: Attempt, by: Knocker) -> Response:
        door, county = attempt.door, attempt.stage.county
        headers = {
            b"accept-language": b"en",
            b"authorization": f"Bearer {county.token(by)}".encode(),
        }
        if self.body is not None:
            headers[b"content-type"] = b"application/json"
        headers |= {name.lower(): value for name, value in (self.headers or {}).items()}
        app = county.services[attempt.rule.service].rest
        return await asked(app, door.verb, self.path, headers, self.body or b"")

    def __str__(self) -> str:
        return f"{self.value!r:.40} at {self.where}"


def requests(attempt: Attempt) -> Iterator[Bent]:
    """Every place of a form, of the query, of the path and of the headers, with every illness."""
    door, county = attempt.door, attempt.stage.county
    document = county.services[attempt.rule.service].rest.openapi()
    operation = document["paths"][door.path][door.verb.lower()]
    path, told = filled(attempt), attempt.body()
    body = None if told is None else json.dumps(told).encode()
    form = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if form:
        for at in dict.fromkeys(_places(document, form["schema"])):
            for ill in (*TEXTS, *OTHERS):
                yield Bent(at, ill, path, json.dumps(put(told, at, ill)).encode())
    for parameter in operation.get("parameters", []):
        where, name = parameter["in"], parameter["name"]
        for ill in TEXTS:
            raw = ill.encode("utf-8", "surrogatepass")[:LONGEST_IN_AN_ADDRESS]
            if where == "query":
                yield Bent((where, name), ill, f"{path}?{name}={quote(raw)}", body)
            elif where == "path":
                yield Bent((where, name), ill, filled(attempt, {name: quote(raw, safe="")}), body)
            elif name.lower() != "authorization":
                yield Bent((where, name), ill, path, body, {name.encode(): raw})


def filled(attempt: Attempt, told: Mapping[str, str] | None = None) -> str:
    def of(found: re.Match[str]) -> str:
        name, thing = found[1], attempt.thing
        if told and name in told:
            return told[name]
        return thing.parts.get(name.removesuffix("_id"), thing.id) if thing else NOBODY

    return re.sub(r"\{(\w+)\}", of, attempt.door.path)


def _places(document: Any, schema: Any, at: Steps = ()) -> Iterator[Steps]:
    while "$ref" in schema:
        node = document
        for part in schema["$ref"][2:].split("/"):
            node = node[part]
        schema = node
    yield at
    for one in schema.get("anyOf", []):
        yield from _places(document, one, at)
    for name, below in schema.get("properties", {}).items():
        yield from _places(document, below, (*at, name))
    if "items" in schema:
        yield from _places(document, schema["items"], (*at, 0))


def put(body: Any, at: Sequence[str | int], value: object) -> Any:
    """A copy of the body with the value there, whatever must be made on the way."""
    if not at:
        return value
    first, *rest = at
    if isinstance(first, int):
        rows = list(body) if isinstance(body, list) else []
        return [put(rows[0] if rows else None, rest, value), *rows[1:]]
    known = dict(body) if isinstance(body, dict) else {}
    return known | {first: put(known.get(first), rest, value)}


def messages(base: Any) -> Iterator[tuple[str, bytes]]:
    """The same over gRPC, down to texts that are not UTF-8 and bytes that are no message."""
    yield "no message", b"\xff\xff\xff"
    yield "nothing", b""
    for steps in _fields(base.DESCRIPTOR):
        for ill in _ills(steps[-1]):
            message = type(base)()
            message.CopyFrom(base)
            _set(message, steps, ill)
            raw = message.SerializeToString()
            where = ".".join(step.name for step in steps)
            yield f"{ill!r:.40} at {where}", raw
            if ill == PLACEHOLDER:
                yield f"not UTF-8 at {where}", raw.replace(PLACEHOLDER.encode(), NOT_UTF8)


def base_of(attempt: Attempt, request: Any) -> Any:
    return json_format.ParseDict(attempt._addressed(request, attempt.body() or {}), request)


def _fields(kind: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for field in kind.fields:
        yield (*above, field)
        below = field.message_type
        if below and not below.GetOptions().map_entry and len(above) < DEEPEST:
            yield from _fields(below, (*above, field))


def _ills(field: Any) -> tuple[object, ...]:
    if field.message_type:
        return (PLACEHOLDER if field.message_type.GetOptions().map_entry else None,)
    match field.type:
        case FieldDescriptor.TYPE_STRING:
            return (PLACEHOLDER, *(t for t in TEXTS if "\ud800" not in t))
        case FieldDescriptor.TYPE_INT32:
            return INT32
        case FieldDescriptor.TYPE_INT64:
            return INT64
        case FieldDescriptor.TYPE_BOOL:
            return (True, False)
        case _:
            return (0, 99)


def _set(message: Any, steps: Sequence[Any], ill: object) -> None:
    *above, last = steps
    for step in above:
        below = getattr(message, step.name)
        message = (below[0] if len(below) else below.add()) if step.is_repeated else below
    place = getattr(message, last.name)
    if last.message_type and last.message_type.GetOptions().map_entry:
        place[ill] = ill
    elif last.message_type:
        place.add() if last.is_repeated else place.SetInParent()
    elif last.is_repeated:
        place.extend([ill] * 3)
    else:
        setattr(message, last.name, ill)
