"""What every REST app of ours does alike: who asks, in which language, and how a no is said."""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, FastAPI, Header, Query, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from chassis import telemetry
from chassis.access import Access
from chassis.answers import Answer
from chassis.bounds import CONTENT_TOO_LARGE, MEGABYTE, MOST_BYTES, Bounded
from chassis.fairness import Fair
from chassis.kernel import (
    Conflict,
    Forbidden,
    InvalidInput,
    NotFound,
    Once,
    Principal,
    Refusal,
    TooLarge,
    TooMany,
    Unauthenticated,
    Unavailable,
)

log = logging.getLogger(__name__)

STATUS: dict[type[Refusal], int] = {
    InvalidInput: 422,
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    TooLarge: CONTENT_TOO_LARGE,
    TooMany: 429,
    Unavailable: 503,
}
PROBLEM = "application/problem+json"
LONGEST_KEY = 200
MOST_FIELDS = 20
PLAIN = re.compile("[A-Za-z_]{1,40}")


class RequestUnreadable(InvalidInput):
    en = "The request does not fit its form: {fields}."
    zh = "请求格式不符合要求:{fields}。"


class IdempotencyKeyUnreadable(InvalidInput):
    en = "An Idempotency-Key has 1 to {longest} printable characters."
    zh = "Idempotency-Key 应为 1 到 {longest} 个可打印字符。"


class NoSuchPage(NotFound):
    en = "There is nothing at this address."
    zh = "此地址没有内容。"


class MethodNotAllowed(InvalidInput):
    en = "This address does not take {method}."
    zh = "此地址不支持 {method} 方法。"


class Problem(BaseModel):
    """A refusal as RFC 9457 tells it. `code` is stable; `params` fill the sentence."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    params: dict[str, str]
    request_id: str


FindAnswer = Callable[[Principal], Awaitable[Answer | None]]
Render = Callable[[Answer, Principal, str], Awaitable[BaseModel]]
Show = Callable[[Principal, UUID, str], Awaitable[BaseModel]]


@dataclass(frozen=True, slots=True)
class Repeats:
    """How a service finds what a key was answered before, and shows it under today's rights."""

    find: FindAnswer
    render: Render


def app(
    title: str,
    access: Access,
    repeats: Repeats | None = None,
    streams: tuple[str, ...] = (),
) -> FastAPI:
    """`streams` are the endings of paths whose bodies are not kept whole."""
    made = FastAPI(
        telemetry=telemetry.NOT_FASTAPIS,
        title=f"OneDoor {title}",
        version="1",
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # it would answer with an address made of what the caller calls us
        generate_unique_id_function=lambda route: route.name,
        responses={
            status: {"model": Problem, "content": {PROBLEM: {}}, "description": kind.__name__}
            for kind, status in STATUS.items()
        },
    )
    made.state.access = access
    made.state.repeats = repeats
    made.exception_handler(Refusal)(_refused)
    made.exception_handler(RequestValidationError)(_unreadable)
    made.exception_handler(HTTPException)(_not_routed)
    made.exception_handler(ClientDisconnect)(_hung_up)
    made.exception_handler(Exception)(_broken)
    made.add_middleware(Bounded, refuse=_too_large, streams=streams)
    made.add_middleware(Fair, refuse=problem)
    return made


def language_of(request: Request) -> str:
    """zh unless the reader asks for English first."""
    wanted = request.headers.get("accept-language", "zh").strip().lower()
    return "en" if wanted.startswith("en") else "zh"


async def _refused(request: Request, refusal: Exception) -> JSONResponse:
    assert isinstance(refusal, Refusal)  # noqa: S101 - the handler is registered for refusals
    if isinstance(refusal, Conflict):
        try:
            again = await _answered_before(request)
        except Conflict as reused:
            refusal = reused
        else:
            if again is not None:
                return again
    return problem(request, refusal)


async def _answered_before(request: Request) -> JSONResponse | None:
    """A repeated request meets the state its first run left, and so a conflict: answer again."""
    actor = getattr(request.state, "actor", None)
    repeats: Repeats | None = request.app.state.repeats
    if actor is None or actor.once is None or repeats is None:
        return None
    answer = await repeats.find(actor)
    if answer is None:
        return None
    view = await repeats.render(answer, actor, language_of(request))
    return JSONResponse(jsonable_encoder(view), headers={"Idempotency-Replayed": "true"})


def problem(request: Request, refusal: Refusal) -> JSONResponse:
    status = next(code for kind, code in STATUS.items() if isinstance(refusal, kind))
    headers = {"Content-Language": language_of(request)}
    if isinstance(refusal, TooMany | Unavailable):
        headers["Retry-After"] = str(refusal.params.get("seconds", 1))
    body = Problem(
        type=f"urn:onedoor:problem:{refusal.code}",
        title=refusal.code.replace("_", " "),
        status=status,
        code=refusal.code,
        detail=refusal.say(language_of(request)),
        params={name: str(value) for name, value in refusal.params.items()},
        request_id=telemetry.request_id(),
    )
    return JSONResponse(body.model_dump(), status, headers, media_type=PROBLEM)


async def _unreadable(request: Request, fault: Exception) -> JSONResponse:
    """Which fields are wrong, never what was in them. A batch may hold thousands; a few do."""
    assert isinstance(fault, RequestValidationError)  # noqa: S101 - registered for it
    fields = sorted({".".join(map(_shown, error["loc"])) for error in fault.errors()})
    if len(fields) > MOST_FIELDS:
        fields = [*fields[:MOST_FIELDS], "…"]
    return problem(request, RequestUnreadable(fields=", ".join(fields)))


def _shown(part: object) -> str:
    """A field that we do not know was named by the sender, and may bear anybody's name."""
    return str(part) if isinstance(part, int) or PLAIN.fullmatch(str(part)) else "?"


def _too_large(request: Request) -> JSONResponse:
    return problem(request, TooLarge(most=MOST_BYTES // MEGABYTE))


async def _not_routed(request: Request, fault: Exception) -> JSONResponse:
    assert isinstance(fault, HTTPException)  # noqa: S101 - registered for it
    if fault.status_code == CONTENT_TOO_LARGE:
        return _too_large(request)
    if fault.status_code == 405:  # noqa: PLR2004
        return problem(request, MethodNotAllowed(method=telemetry.method_of(request.scope)))
    if fault.status_code == 404:  # noqa: PLR2004
        return problem(request, NoSuchPage())
    return problem(request, RequestUnreadable(fields="body"))


async def _hung_up(request: Request, _: Exception) -> JSONResponse:
    """In the middle of a body. Nobody reads this answer, and no log tells of it as a fault."""
    return problem(request, RequestUnreadable(fields="body"))


async def _broken(request: Request, fault: Exception) -> JSONResponse:
    """A fault of ours. The log has its place in the code; the reader gets the request's id."""
    log.error("request failed", exc_info=fault)
    body = {
        "type": "urn:onedoor:problem:internal",
        "title": "internal",
        "status": 500,
        "code": "internal",
        "detail": "出现系统故障,请凭请求编号联系运维人员。"
        if language_of(request) == "zh"
        else "Something broke on our side. Give the request id to your operators.",
        "params": {},
        "request_id": telemetry.request_id(),
    }
    return JSONResponse(body, 500, media_type=PROBLEM)


def wired(name: str) -> Any:
    """Inject what service.py put on the app under this name."""

    async def find(request: Request) -> Any:  # a plain function would cost a thread a request
        return getattr(request.app.state, name)

    return Depends(find)


async def _principal(
    request: Request,
    authorization: Annotated[str, Header()] = "",
    onedoor_post: Annotated[str, Header(alias="OneDoor-Post")] = "",
    idempotency_key: Annotated[str, Header(alias="Idempotency-Key")] = "",
) -> Principal:
    access: Access = request.app.state.access
    actor = await access.principal(authorization, onedoor_post)
    if request.method == "POST" and idempotency_key:
        actor = replace(actor, once=await _once(request, idempotency_key))
    request.state.actor = actor
    return actor


async def _once(request: Request, key: str) -> Once:
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise IdempotencyKeyUnreadable(longest=LONGEST_KEY)
    digest = sha256(f"{request.method} {request.url.path}\n".encode())
    if not request.headers.get("content-type", "").startswith("multipart/"):
        digest.update(await request.body())
    return Once(key, digest.digest())


Actor = Annotated[Principal, Depends(_principal)]
PageSize = Annotated[int, Query(ge=1, le=200)]
PageToken = Annotated[str, Query(max_length=500)]


def answer_of(
    kinds: Mapping[str, Callable[[Principal, UUID, str], Awaitable[BaseModel]]],
) -> Render:
    """Show an earlier answer by its aggregate's kind, in the language of who asks now."""

    async def render(answer: Answer, actor: Principal, language: str) -> BaseModel:
        return await kinds[answer.kind](actor, answer.subject, language)

    return render
