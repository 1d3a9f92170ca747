"""What every gRPC server of ours does alike: who asks, and how a no is said."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
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


class IdUnreadable(InvalidInput):
    en = "An id is a UUID as we gave it."
    zh = "编号应为系统给出的 UUID。"


class MessageUnreadable(InvalidInput):
    en = "The message is not what the contract says, or a text in it is not UTF-8."
    zh = "消息与接口约定不符,或者其中的文本不是 UTF-8 编码。"


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

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[Any]],
        details: grpc.HandlerCallDetails,
    ) -> Any:
        handler = await continuation(details)
        if handler is None or handler.request_streaming:
            return handler
        name, read = details.method, handler.request_deserializer or bytes
        if handler.response_streaming:
            return grpc.unary_stream_rpc_method_handler(
                _streaming(handler.unary_stream, name, read), None, handler.response_serializer
            )
        return grpc.unary_unary_rpc_method_handler(
            _unary(handler.unary_unary, name, read), None, handler.response_serializer
        )


def _read(message: bytes, read: Callable[[bytes], Any]) -> Any:
    """Here and not in gRPC, which would call an unreadable message a fault of ours."""
    try:
        return read(message)
    except DecodeError as fault:
        raise MessageUnreadable from fault


def _unary(call: Any, name: str, read: Callable[[bytes], Any]) -> Any:
    async def answer(message: bytes, context: Any) -> Any:
        try:
            with telemetry.span(name, telemetry.extract(_metadata(context)), SpanKind.SERVER):
                return await call(_read(message, read), context)
        except Refusal as refusal:
            await _abort(context, refusal)
        except Exception:
            log.exception("%s failed", name)
            await context.abort(grpc.StatusCode.INTERNAL, "internal")

    return answer


def _streaming(call: Any, name: str, read: Callable[[bytes], Any]) -> Any:
    async def answer(message: bytes, context: Any) -> AsyncIterator[Any]:
        try:
            async for told in call(_read(message, read), context):
                yield told
        except Refusal as refusal:
            await _abort(context, refusal)
        except Exception:
            log.exception("%s failed", name)
            await context.abort(grpc.StatusCode.INTERNAL, "internal")

    return answer


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
