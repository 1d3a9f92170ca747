"""What every gRPC server of ours does alike, on a real channel."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import grpc
import pytest
from google.rpc.error_details_pb2 import ErrorInfo, LocalizedMessage
from google.rpc.status_pb2 import Status

from chassis.access import Access
from chassis.kernel import Conflict
from chassis.rpc import Refusals, parse_id, principal_of
from tests.chassis.test_rest import Posts, Tokens


class DoorShut(Conflict):
    en = "The door {number} is shut. Knock."
    zh = "{number} 号门已关,请敲门。"


ACCESS = Access(Tokens(), Posts())


async def answer(request: bytes, context: Any) -> bytes:
    actor = await principal_of(context, ACCESS)
    if request == b"shut":
        raise DoorShut(number=4)
    if request == b"break":
        raise RuntimeError("王小明")
    if request == b"id":
        parse_id("not an id")
    return actor.organ.encode()


async def stream(request: bytes, context: Any) -> AsyncIterator[bytes]:
    yield b"first"
    if request == b"shut":
        raise DoorShut(number=4)


@asynccontextmanager
async def a_channel() -> AsyncIterator[grpc.aio.Channel]:
    server = grpc.aio.server(interceptors=[Refusals()])
    handlers = {
        "Answer": grpc.unary_unary_rpc_method_handler(answer),
        "Read": grpc.unary_unary_rpc_method_handler(
            answer, lambda sent: ErrorInfo.FromString(sent).reason.encode()
        ),
        "Stream": grpc.unary_stream_rpc_method_handler(stream),
    }
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("toy.Toy", handlers),))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield channel
    await server.stop(None)


async def ask(request: bytes, *more: tuple[str, str], bearer: str = "good") -> bytes:
    metadata = (("authorization", f"Bearer {bearer}"), *more)
    async with a_channel() as channel:
        call = channel.unary_unary("/toy.Toy/Answer", None, None)
        return bytes(await call(request, metadata=metadata))


async def refused(request: bytes, *more: tuple[str, str], bearer: str = "good") -> Any:
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await ask(request, *more, bearer=bearer)
    return raised.value


def details(error: Any) -> tuple[ErrorInfo, LocalizedMessage]:
    trailer = dict(error.trailing_metadata())
    status = Status.FromString(trailer["grpc-status-details-bin"])
    info, said = ErrorInfo(), LocalizedMessage()
    status.details[0].Unpack(info)
    status.details[1].Unpack(said)
    return info, said


async def test_the_token_and_the_post_say_who_asks() -> None:
    assert await ask(b"") == b"housing"
    assert await ask(b"", ("onedoor-post", "health")) == b"health"


async def test_a_refusal_carries_the_same_code_as_in_rest_and_the_readers_language() -> None:
    error = await refused(b"shut", ("accept-language", "en"))
    info, said = details(error)

    assert error.code() is grpc.StatusCode.FAILED_PRECONDITION
    assert (info.reason, dict(info.metadata)) == ("door_shut", {"number": "4"})
    assert said.message == "The door 4 is shut. Knock."
    assert details(await refused(b"shut"))[1].message == "4 号门已关,请敲门。"


async def test_no_token_no_answer() -> None:
    error = await refused(b"", bearer="bad")

    assert error.code() is grpc.StatusCode.UNAUTHENTICATED


async def test_what_is_no_id_is_an_invalid_argument() -> None:
    assert (await refused(b"id")).code() is grpc.StatusCode.INVALID_ARGUMENT


async def test_a_fault_of_ours_says_nothing_of_itself() -> None:
    error = await refused(b"break")

    assert (error.code(), error.details()) == (grpc.StatusCode.INTERNAL, "internal")


async def test_a_stream_that_is_refused_ends_with_the_code() -> None:
    got = []
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        async with a_channel() as channel:
            async for message in channel.unary_stream("/toy.Toy/Stream", None, None)(b"shut"):
                got.append(message)

    assert got == [b"first"]
    assert details(raised.value)[0].reason == "door_shut"


@pytest.mark.parametrize("sent", [b"\x0a\x02\xed\xa0", b"\xff\xff\xff"], ids=["text", "message"])
async def test_what_is_not_the_contract_is_the_senders_fault(sent: bytes) -> None:
    async with a_channel() as channel:
        with pytest.raises(grpc.aio.AioRpcError) as raised:
            await channel.unary_unary("/toy.Toy/Read", None, None)(sent)

    assert raised.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert details(raised.value)[0].reason == "message_unreadable"
