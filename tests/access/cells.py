"""One cell: an operation, somebody, a thing. What must come of it, and what does."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import grpc
from google.protobuf import descriptor_pool, json_format, message_factory
from httpx import Response
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import database
from chassis.database import Transaction
from tests.access.county import RETURNED, County, Knocker
from tests.access.stage import PNG, Stage, Thing
from tools.pages.access import Door, Rule, doors

MEDIATING = frozenset({"referral:accept", "referral:conclude"})
READING = frozenset({"matter:read", "matter:read_all"})
PRESSING = frozenset({"order:issue", "order:decide"})
RPC_STATUS = {
    grpc.StatusCode.UNAUTHENTICATED: 401,
    grpc.StatusCode.PERMISSION_DENIED: 403,
    grpc.StatusCode.NOT_FOUND: 404,
    grpc.StatusCode.FAILED_PRECONDITION: 409,
    grpc.StatusCode.INVALID_ARGUMENT: 422,
    grpc.StatusCode.RESOURCE_EXHAUSTED: 429,
    grpc.StatusCode.UNAVAILABLE: 503,
}
ASSIGNED = "SELECT pg_current_xact_id_if_assigned()::text"
"""A transaction gets a number when it writes its first row, and only then."""
AS_GOOD_AS_DONE = {
    ("rebuild_projections", 503): "it asks the other services, who are not listening here",
    ("RebuildProjections", 503): "the same",
    ("enter_person", 404): "the person was entered, and is gone again when they are to be shown",
}


class Outcome(StrEnum):
    DONE = "done"
    LET_THROUGH = "let through, though the state may not fit"
    NO_RIGHT = "no permission"
    HIDDEN = "nothing there"
    NOT_THEIRS = "not theirs to do"


STATUSES: Mapping[Outcome, frozenset[int]] = {
    Outcome.DONE: frozenset({200, 201, 204}),
    Outcome.LET_THROUGH: frozenset({200, 201, 204, 409, 422}),
    Outcome.NO_RIGHT: frozenset({403}),
    Outcome.HIDDEN: frozenset({404}),
    Outcome.NOT_THEIRS: frozenset({403, 409}),
}


def expected(rule: Rule, knocker: Knocker, thing: Thing | None) -> Outcome:
    """Said once more in plain words, beside the predicates in SQL."""
    if not rule.allows(knocker.permissions):
        return Outcome.NO_RIGHT
    if thing is None:
        return Outcome.DONE
    if not sees(rule.of, knocker, thing):
        return Outcome.HIDDEN
    relation = thing.holders.get(knocker.organ, "")
    if rule.by and relation not in rule.by:
        return Outcome.NOT_THEIRS
    return Outcome.LET_THROUGH if thing.sealed else Outcome.DONE


def sees(kind: str, knocker: Knocker, thing: Thing) -> bool:
    """Nobody sees what is elsewhere."""
    if knocker.place != thing.place:
        return False
    relation, may = thing.holders.get(knocker.organ, ""), knocker.permissions
    match kind:
        case "matter" if thing.sealed:
            named = "accusation:handle" in may
            return named and relation in {"desk", "lead", "reader"}
        case "matter":
            return bool(relation) or "matter:read_all" in may
        case "referral":
            mediates = relation == "centre" and bool(may & MEDIATING)
            reads = bool(relation) and bool(may & (READING | MEDIATING))
            return mediates or (not thing.sealed and (reads or "matter:read_all" in may))
        case "order":
            presses = relation == "issuer" and bool(may & PRESSING)
            answers = relation == "addressee" and "order:answer" in may
            reads = bool(relation) and "matter:read" in may
            unsealed = reads or "matter:read_all" in may
            return presses or answers or (not thing.sealed and unsealed)
        case "suggestion":
            return "order:issue" in may
        case _:
            raise ValueError(kind)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    told: Any
    """The body, or what stands in the outcome of a row."""

    def fits(self, outcome: Outcome) -> bool:
        return self.status in STATUSES[outcome]


@dataclass(frozen=True, slots=True)
class Attempt:
    """An operation on a thing, with everything filled in but who tries it."""

    stage: Stage
    rule: Rule
    thing: Thing | None
    path: Mapping[str, str] | None = None
    query: Mapping[str, str] | None = None

    @property
    def door(self) -> Door:
        return doors()[self.rule.service, self.rule.operation]

    async def by(self, knocker: Knocker | str | None) -> Answer:
        answer = await (self._rpc(knocker) if self.rule.is_rpc else self._rest(knocker))
        if self.rule.of == "rows" and answer.status == 200:
            return _row(answer)
        if (self.rule.operation, answer.status) in AS_GOOD_AS_DONE:
            return replace(answer, status=200)
        return answer

    async def _rest(self, knocker: Knocker | str | None) -> Answer:
        door, county, body = self.door, self.stage.county, self.body()
        more: dict[str, Any] = {"params": self.query} if self.query else {}
        if self.rule.operation == "add_attachment":
            more["files"] = {"file": ("现场.png", PNG)}
        elif body is not None:
            more["json"] = body
        path = self._filled(door.path)
        answer = await county.ask(self.rule.service, door.verb, path, knocker, **more)
        return Answer(answer.status_code, _read(answer))

    async def _rpc(self, knocker: Knocker | str | None) -> Answer:
        method = _Method.of(self.door.method)
        request = method.request()
        json_format.ParseDict(self._addressed(request, self.body() or {}), request)
        call = method.on(self.stage.county)(
            request, metadata=self.stage.county.metadata(knocker), timeout=30
        )
        try:
            if method.streams:
                told = [message async for message in call]
                return Answer(200, [json_format.MessageToDict(m) for m in told])
            return Answer(200, json_format.MessageToDict(await call))
        except grpc.aio.AioRpcError as fault:
            return Answer(RPC_STATUS[fault.code()], fault)

    def body(self) -> Any:
        sealed = self.thing is not None and self.thing.sealed and self.rule.sealed
        return self._named(sealed or self.rule.send)

    def _addressed(self, request: Any, body: dict[str, Any]) -> dict[str, Any]:
        """A request names its thing by the one field that ends in the thing's kind."""
        field = f"{self.rule.of}_id"
        if self.thing and field in request.DESCRIPTOR.fields_by_name:
            return {field: self.thing.id, **body}
        return body

    def _filled(self, path: str) -> str:
        def of(found: re.Match[str]) -> str:
            name = found[1]
            if self.path and name in self.path:
                return self.path[name]
            assert self.thing, path
            return self.thing.parts.get(name.removesuffix("_id"), self.thing.id)

        return re.sub(r"\{(\w+)\}", of, path)

    def _named(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._named(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._named(each) for each in value]
        if isinstance(value, str) and value.startswith("$"):
            name = value[1:]
            if self.thing and name in self.thing.parts:
                return self.thing.parts[name]
            return self.stage.things[name].id
        return value


def attempt_on(stage: Stage, rule: Rule) -> Attempt:
    """What the rule says it is tried on; what it leaves open is filled in here."""
    path = {
        "code": RETURNED,
        "person_id": stage.people["stranger"],
        "delivery_id": stage.things["delivery"].id,
    }
    day = stage.county.now.date().isoformat()
    query = {"since": day, "until": day} if rule.operation == "get_rates" else None
    thing = stage.things[rule.at] if rule.at else None
    return Attempt(stage, rule, thing, path, query)


@dataclass(frozen=True, slots=True)
class _Method:
    name: str
    request: Any
    response: Any
    streams: bool

    @classmethod
    def of(cls, name: str) -> "_Method":
        service, _, method = name.removeprefix("/").partition("/")
        pool: Any = descriptor_pool.Default()
        known = pool.FindServiceByName(service).methods_by_name[method]
        made = message_factory.GetMessageClass
        return cls(name, made(known.input_type), made(known.output_type), known.server_streaming)

    def on(self, county: County) -> Any:
        channel = county.channel
        opened: Any = channel.unary_stream if self.streams else channel.unary_unary
        return opened(
            self.name,
            request_serializer=self.request.SerializeToString,
            response_deserializer=self.response.FromString,
        )


def _read(answer: Response) -> Any:
    kind = answer.headers.get("content-type", "")
    return answer.json() if "json" in kind and answer.content else answer.content


def _row(answer: Answer) -> Answer:
    """A batch refuses row by row; ours holds one."""
    (outcome,) = answer.told["outcomes"]
    refusal = outcome.get("refused") or outcome.get("refusal")
    if not refusal:
        return Answer(200, outcome)
    return Answer(403 if refusal["code"] == "forbidden" else 422, outcome)


@asynccontextmanager
async def nothing_kept(writes: list[str] | None = None) -> AsyncIterator[None]:
    """Every transaction is written out and then undone, so that each cell meets the same stage.

    Of those that would have kept something, `writes` is told the number PostgreSQL gave it.
    """
    kept = database.transaction

    @asynccontextmanager
    async def undone(
        engine: AsyncEngine, jurisdiction: str, reader: str = ""
    ) -> AsyncIterator[Transaction]:
        async with kept(engine, jurisdiction, reader) as work:
            yield work
            await work.buffer.flush(work.connection)
            if writes is not None and (number := await _number(work)):
                writes.append(number)
            await work.connection.rollback()

    database.transaction = undone
    try:
        yield
    finally:
        database.transaction = kept


async def _number(work: Transaction) -> str | None:
    driver: Any = (await work.connection.get_raw_connection()).driver_connection
    number: str | None = await driver.fetchval(ASSIGNED)
    return number


def mismatches(found: list[tuple[str, Outcome, Answer]]) -> Iterator[str]:
    """What a failure shows: who got what they must not, or did not get what they may."""
    for who, outcome, answer in found:
        if not answer.fits(outcome):
            yield f"{who}: {answer.status} where it must be {outcome} ({answer.told!s:.160})"
