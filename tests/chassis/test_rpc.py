"""What every gRPC server of ours does alike, on a real channel."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import grpc
import pytest
from google.rpc.error_details_pb2 import ErrorInfo, LocalizedMessage
from google.rpc.status_pb2 import Status
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_health.v1._async import HealthServicer
from grpc_reflection.v1alpha import reflection

from chassis import rpc
from chassis.access import Access
from chassis.kernel import Conflict
from chassis.rpc import BOUNDS, Refusals, parse_id, principal_of
from tests.chassis.test_rest import Posts, Tokens


class DoorShut(Conflict):
    en = "The door {number} is shut. Knock."
    zh = "{number} 号门已关,请敲门。"


ACCESS = Access(Tokens(), Posts())
REFLECTION = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"


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


class Held:
    """Answers when it is let go; knows how many wait, and whether a stream of its own was ended."""

    def __init__(self) -> None:
        self.waiting = 0
        self.released = asyncio.Event()
        self.ended = asyncio.Event()

    async def answer(self, request: bytes, context: Any) -> bytes:
        self.waiting += 1
        await self.released.wait()
        return b"done"

    async def without_end(self, request: bytes, context: Any) -> AsyncIterator[bytes]:
        try:
            while True:
                yield b"x" * 65536
        finally:
            self.ended.set()


@asynccontextmanager
async def a_server(*bounds: tuple[str, int], held: Held | None = None) -> AsyncIterator[int]:
    options = [*(dict(BOUNDS) | dict(bounds)).items()]  # of two that name one, the first counts
    server = grpc.aio.server(interceptors=[Refusals()], options=options)
    health_pb2_grpc.add_HealthServicer_to_server(HealthServicer(), server)
    reflection.enable_server_reflection(["toy.Toy"], server)
    handlers = {
        "Answer": grpc.unary_unary_rpc_method_handler(answer),
        "Read": grpc.unary_unary_rpc_method_handler(
            answer, lambda sent: ErrorInfo.FromString(sent).reason.encode()
        ),
        "Stream": grpc.unary_stream_rpc_method_handler(stream),
    }
    if held:
        handlers["Wait"] = grpc.unary_unary_rpc_method_handler(held.answer)
        handlers["Without"] = grpc.unary_stream_rpc_method_handler(held.without_end)
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("toy.Toy", handlers),))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    try:
        yield port
    finally:
        await server.stop(None)


@asynccontextmanager
async def a_channel(held: Held | None = None) -> AsyncIterator[grpc.aio.Channel]:
    async with a_server(held=held) as port, _to(port) as channel:
        yield channel


def _to(port: int) -> grpc.aio.Channel:
    """A connection of its own, which gRPC would else share between channels to one address."""
    return grpc.aio.insecure_channel(
        f"127.0.0.1:{port}", options=[("grpc.use_local_subchannel_pool", 1)]
    )


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


async def test_metadata_that_hold_too_much_are_refused() -> None:
    async with a_channel() as channel:
        call = channel.unary_unary("/toy.Toy/Answer", None, None)
        with pytest.raises(grpc.aio.AioRpcError) as raised:
            await call(b"", metadata=(("x-much", "x" * 64_000),))
        assert await call(b"", metadata=(("authorization", "Bearer good"),)) == b"housing"

    assert raised.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED


async def test_of_many_calls_on_one_connection_as_many_are_begun_as_it_may_hold() -> None:
    """The others wait at their sender, who may see one of them sent back to try again."""
    held, bound = Held(), ("grpc.max_concurrent_streams", 20)
    async with a_server(bound, held=held) as port, _to(port) as channel:
        wait = channel.unary_unary("/toy.Toy/Wait", None, None)
        calls = [asyncio.ensure_future(wait(b"")) for _ in range(60)]
        await _until(lambda: held.waiting >= 20)
        await asyncio.sleep(0.1)
        begun = held.waiting
        held.released.set()
        told = await asyncio.gather(*calls, return_exceptions=True)

    assert begun == 20
    sent_back = [each for each in told if isinstance(each, grpc.aio.AioRpcError)]
    assert {each.code() for each in sent_back} <= {grpc.StatusCode.UNAVAILABLE}
    assert told.count(b"done") == 60 - len(sent_back) >= 20


async def test_beyond_the_most_calls_one_is_told_to_come_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rpc, "MOST_CALLS", 5)
    held = Held()
    async with a_channel(held) as channel:
        wait = channel.unary_unary("/toy.Toy/Wait", None, None)
        calls = [asyncio.ensure_future(wait(b"")) for _ in range(5)]
        await _until(lambda: held.waiting == 5)
        with pytest.raises(grpc.aio.AioRpcError) as raised:
            await wait(b"")
        health = health_pb2_grpc.HealthStub(channel)
        asked = await health.Check(health_pb2.HealthCheckRequest())
        held.released.set()
        await asyncio.gather(*calls)
        assert await wait(b"") == b"done"

    assert raised.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert details(raised.value)[0].reason == "too_many"
    assert asked.status == health_pb2.HealthCheckResponse.SERVING


async def test_one_caller_has_a_bound_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rpc, "MOST_OF_ONE", 3)
    held, busy = Held(), (("authorization", "Bearer busy"),)
    async with a_channel(held) as channel:
        wait = channel.unary_unary("/toy.Toy/Wait", None, None)
        calls = [asyncio.ensure_future(wait(b"", metadata=busy)) for _ in range(3)]
        await _until(lambda: held.waiting == 3)
        with pytest.raises(grpc.aio.AioRpcError) as raised:
            await wait(b"", metadata=busy)
        other = asyncio.ensure_future(wait(b"", metadata=(("authorization", "Bearer other"),)))
        await _until(lambda: held.waiting == 4)
        held.released.set()
        assert await asyncio.gather(*calls, other) == [b"done"] * 4

    assert raised.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert details(raised.value)[0].reason == "too_many"


async def test_a_stream_that_nobody_takes_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rpc, "STUCK_SECONDS", 0.3)
    held = Held()
    async with a_channel(held) as channel:
        call = channel.unary_stream("/toy.Toy/Without", None, None)(b"")
        await call.read()
        async with asyncio.timeout(10):
            await held.ended.wait()
        with pytest.raises(grpc.aio.AioRpcError) as raised:
            while True:
                await call.read()

    assert details(raised.value)[0].reason == "stream_not_taken"


async def test_who_streams_no_question_gets_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rpc, "STUCK_SECONDS", 0.3)
    began = time.monotonic()
    async with a_channel() as channel:
        ask: Any = channel.stream_stream(REFLECTION, None, None)
        assert [told async for told in ask(_never())] == []

    assert time.monotonic() - began < 5


async def test_onlookers_are_counted_apart_from_callers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rpc, "MOST_ONLOOKERS", 3)
    async with a_channel() as channel:
        watch = health_pb2_grpc.HealthStub(channel).Watch
        watching = [watch(health_pb2.HealthCheckRequest()) for _ in range(3)]
        seen = [await call.read() for call in watching]
        with pytest.raises(grpc.aio.AioRpcError) as raised:
            await watch(health_pb2.HealthCheckRequest()).read()
        answer = channel.unary_unary("/toy.Toy/Answer", None, None)
        assert await answer(b"", metadata=(("authorization", "Bearer good"),)) == b"housing"
        for call in watching:
            call.cancel()

    assert [told.status for told in seen] == [health_pb2.HealthCheckResponse.SERVING] * 3
    assert details(raised.value)[0].reason == "too_many"


async def test_a_connection_that_says_nothing_is_closed_and_keeps_nobody_out() -> None:
    async with a_server(("grpc.server_handshake_timeout_ms", 500)) as port, _to(port) as channel:
        lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(300)]
        call = channel.unary_unary("/toy.Toy/Answer", None, None)
        assert await call(b"", metadata=(("authorization", "Bearer good"),)) == b"housing"
        async with asyncio.timeout(20):
            told = [await reader.read() for reader, _ in lines]
        for _, writer in lines:
            writer.close()

    assert len(told) == 300  # each came to its end


async def test_beyond_the_most_connections_nobody_is_let_in() -> None:
    async with a_server(("grpc.max_allowed_incoming_connections", 3)) as port:
        channels = [_to(port) for _ in range(4)]
        told = []
        for channel in channels:
            call = channel.unary_unary("/toy.Toy/Answer", None, None)
            try:
                bearer = (("authorization", "Bearer good"),)
                told.append(await call(b"", metadata=bearer, timeout=3))
            except grpc.aio.AioRpcError as fault:
                told.append(fault.code())
        for channel in channels:
            await channel.close(None)

    assert told[:3] == [b"housing"] * 3
    assert told[3] is grpc.StatusCode.UNAVAILABLE


async def _never() -> AsyncIterator[bytes]:
    await asyncio.Event().wait()
    yield b""


async def _until(true: Any) -> None:
    async with asyncio.timeout(10):
        while not true():
            await asyncio.sleep(0.01)
