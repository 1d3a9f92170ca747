"""What every gRPC server of ours does alike: who asks, and how a no is said."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

import grpc
from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.message import DecodeError
from google.rpc.error_details_pb2 import ErrorInfo, LocalizedMessage
from google.rpc.status_pb2 import Status
from opentelemetry.trace import SpanKind

from chassis import telemetry
from chassis.access import Access
from chassis.fairness import MOST_OF_ONE, InHand
from chassis.kernel import (
    Conflict,
    Forbidden,
    InvalidInput,
    NotFound,
    Principal,
    Refusal,
    TooLarge,
    TooMany,
    Unauthenticated,
    Unavailable,
)

log = logging.getLogger(__name__)

Call: TypeAlias = "grpc.aio.ServicerContext[Any, Any]"

KILOBYTE = 1024
MEGABYTE = 1024 * KILOBYTE
SECOND = 1000
MOST_CALLS = 1000
"""In progress in this process. Whoever comes then is told so, and asks again."""
MOST_ONLOOKERS = 100
"""Streams that need no token: who follows the health, who asks for the contracts. They are counted
apart, or a stranger could fill the house with them."""
STUCK_SECONDS = 60
HEALTH = "/grpc.health.v1.Health/"
WATCH = f"{HEALTH}Watch"
BOUNDS: tuple[tuple[str, int], ...] = (
    ("grpc.max_receive_message_length", 16 * MEGABYTE),
    ("grpc.max_metadata_size", 16 * KILOBYTE),
    ("grpc.absolute_max_metadata_size", 32 * KILOBYTE),
    ("grpc.max_concurrent_streams", 500),
    ("grpc.max_allowed_incoming_connections", 1000),
    ("grpc.server_handshake_timeout_ms", 10 * SECOND),
    ("grpc.http2.settings_timeout", 10 * SECOND),
    ("grpc.max_connection_idle_ms", 600 * SECOND),
    ("grpc.keepalive_time_ms", 60 * SECOND),
    ("grpc.keepalive_timeout_ms", 20 * SECOND),
)
"""What a connection may hold, and how long one may say nothing. gRPC itself keeps to these: what it
refuses has a status and no code of ours."""


class IdUnreadable(InvalidInput):
    en = "An id is a UUID as we gave it."
    zh = "编号应为系统给出的 UUID。"


class MessageUnreadable(InvalidInput):
    en = "The message is not what the contract says, or a text in it is not UTF-8."
    zh = "消息与接口约定不符,或者其中的文本不是 UTF-8 编码。"


class StreamNotTaken(TooMany):
    en = "Nothing of the stream was taken for {seconds} seconds. Ask again for what follows."
    zh = "数据流已有 {seconds} 秒未被接收,请从中断处重新请求。"


STATUS: dict[type[Refusal], grpc.StatusCode] = {
    InvalidInput: grpc.StatusCode.INVALID_ARGUMENT,
    Unauthenticated: grpc.StatusCode.UNAUTHENTICATED,
    Forbidden: grpc.StatusCode.PERMISSION_DENIED,
    NotFound: grpc.StatusCode.NOT_FOUND,
    Conflict: grpc.StatusCode.FAILED_PRECONDITION,
    TooLarge: grpc.StatusCode.INVALID_ARGUMENT,
    TooMany: grpc.StatusCode.RESOURCE_EXHAUSTED,
    Unavailable: grpc.StatusCode.UNAVAILABLE,
}


def parse_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as fault:
        raise IdUnreadable from fault


async def principal_of(context: Call, access: Access) -> Principal:
    sent = _metadata(context)
    return await access.principal(sent.get("authorization", ""), sent.get("onedoor-post", ""))


def _metadata(context: Any) -> dict[str, str]:
    return {key: str(value) for key, value in context.invocation_metadata() or ()}


class Refusals(grpc.aio.ServerInterceptor):  # type: ignore[type-arg]  # generic in its stubs only
    """Refusals become statuses with an ErrorInfo; faults of ours become INTERNAL and a log line."""

    def __init__(self) -> None:
        self._calls = _Calls(InHand(MOST_CALLS), InHand(MOST_OF_ONE))
        self._onlookers = InHand(MOST_ONLOOKERS)

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[Any]],
        details: grpc.HandlerCallDetails,
    ) -> Any:
        handler = await continuation(details)
        if handler is None:
            return None
        name, read = details.method, handler.request_deserializer or bytes
        parse, written = handler.request_deserializer, handler.response_serializer
        if name == WATCH:
            watched = _watched(handler.unary_stream, self._onlookers)
            return grpc.unary_stream_rpc_method_handler(watched, parse, written)
        if name.startswith(HEALTH):  # asked most of all when the process is busy
            return handler
        if handler.request_streaming:  # reflection, the only one
            asked = _questions(handler.stream_stream, name, self._onlookers)
            return grpc.stream_stream_rpc_method_handler(asked, parse, written)
        if handler.response_streaming:
            streamed = _streaming(handler.unary_stream, name, read, self._calls)
            return grpc.unary_stream_rpc_method_handler(streamed, None, written)
        answered = _unary(handler.unary_unary, name, read, self._calls)
        return grpc.unary_unary_rpc_method_handler(answered, None, written)


@dataclass(frozen=True, slots=True)
class _Calls:
    """Those that need a token."""

    of_all: InHand
    of_one: InHand

    @contextmanager
    def one_more(self, sent: Mapping[str, str]) -> Iterator[None]:
        with self.of_one.one_more(sent.get("authorization", "")), self.of_all.one_more():
            yield


def _read(message: bytes, read: Callable[[bytes], Any]) -> Any:
    """Here and not in gRPC, which would call an unreadable message a fault of ours."""
    try:
        return read(message)
    except DecodeError as fault:
        raise MessageUnreadable from fault


def _unary(call: Any, name: str, read: Callable[[bytes], Any], counted: _Calls) -> Any:
    async def answer(message: bytes, context: Any) -> Any:
        sent = _metadata(context)
        try:
            with (
                counted.one_more(sent),
                telemetry.span(name, telemetry.extract(sent), SpanKind.SERVER),
            ):
                return await call(_read(message, read), context)
        except Refusal as refusal:
            await _abort(context, refusal)
        except Exception:
            log.exception("%s failed", name)
            await context.abort(grpc.StatusCode.INTERNAL, "internal")

    return answer


def _streaming(call: Any, name: str, read: Callable[[bytes], Any], counted: _Calls) -> Any:
    async def answer(message: bytes, context: Any) -> None:
        try:
            with counted.one_more(_metadata(context)):
                await _pass_on(call(_read(message, read), context), context)
        except Refusal as refusal:
            await _abort(context, refusal)
        except Exception:
            log.exception("%s failed", name)
            await context.abort(grpc.StatusCode.INTERNAL, "internal")

    return answer


def _watched(call: Any, counted: InHand) -> Any:
    async def answer(request: Any, context: Any) -> None:
        try:
            with counted.one_more():
                await call(request, context)
        except Refusal as refusal:
            await _abort(context, refusal)

    return answer


def _questions(call: Any, name: str, counted: InHand) -> Any:
    """A stream both ways: whoever asks nothing for long is done."""

    async def in_time(questions: AsyncIterator[Any]) -> AsyncIterator[Any]:
        while True:
            try:
                async with asyncio.timeout(STUCK_SECONDS):
                    question = await anext(questions)
            except (StopAsyncIteration, TimeoutError):
                return
            yield question

    async def answer(questions: AsyncIterator[Any], context: Any) -> None:
        try:
            with counted.one_more():
                await _pass_on(call(in_time(aiter(questions)), context), context)
        except Refusal as refusal:
            await _abort(context, refusal)
        except Exception:
            log.exception("%s failed", name)
            await context.abort(grpc.StatusCode.INTERNAL, "internal")

    return answer


@dataclass(slots=True)
class _Passing:
    """The messages of one stream on their way; looked at now and then, which costs each nothing."""

    told: AsyncGenerator[Any, None]
    context: Any
    taken: int = 0
    offering: bool = False

    async def run(self) -> None:
        async with aclosing(self.told) as messages:
            async for message in messages:
                self.offering = True
                await self.context.write(message)
                self.offering = False
                self.taken += 1


async def _pass_on(told: AsyncGenerator[Any, None], context: Any) -> None:
    """Each message when the one before it was taken. What is not taken holds a transaction open."""
    passing = _Passing(told, context)
    running = asyncio.create_task(passing.run())
    running.add_done_callback(_seen)
    while True:
        before = passing.taken
        try:
            await asyncio.wait([running], timeout=STUCK_SECONDS)
        except asyncio.CancelledError:
            running.cancel()
            raise
        if running.done():
            return await running
        if passing.offering and passing.taken == before:
            await told.aclose()  # the message under way stays: cancelled, it takes our word along
            raise StreamNotTaken(seconds=STUCK_SECONDS)


def _seen(ended: "asyncio.Task[None]") -> None:
    """Whoever waited for it may be gone; then its end is nobody's fault."""
    if not ended.cancelled():
        ended.exception()


async def _abort(context: Any, refusal: Refusal) -> None:
    code = next(code for kind, code in STATUS.items() if isinstance(refusal, kind))
    language = "en" if _metadata(context).get("accept-language", "").startswith("en") else "zh"
    reason, said = AnyMessage(), AnyMessage()
    params = {name: str(value) for name, value in refusal.params.items()}
    reason.Pack(ErrorInfo(reason=refusal.code, domain="onedoor", metadata=params))
    said.Pack(LocalizedMessage(locale=language, message=refusal.say(language)))
    status = Status(code=code.value[0], message=refusal.say("en"), details=[reason, said])
    trailer = (("grpc-status-details-bin", status.SerializeToString()),)
    await context.abort(code, refusal.say("en"), trailer)
