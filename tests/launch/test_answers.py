"""The platform's no arrives with its words and its code, over REST and over gRPC."""

from typing import Any

import grpc
import httpx
from google.protobuf.any_pb2 import Any as AnyMessage
from google.rpc.error_details_pb2 import ErrorInfo, LocalizedMessage
from google.rpc.status_pb2 import Status

from launch.answers import DETAILS, PlatformStumbled, refusal_of_answer, refusal_of_call


class Metadatum:
    def __init__(self, key: str, value: bytes) -> None:
        self.key, self.value = key, value


class Fault(grpc.RpcError):
    def __init__(self, trailer: tuple[Metadatum, ...]) -> None:
        self.trailer = trailer

    def code(self) -> grpc.StatusCode:
        return grpc.StatusCode.PERMISSION_DENIED

    def details(self) -> str:
        return "in English"

    def trailing_metadata(self) -> tuple[Any, ...]:
        return self.trailer


def test_a_problem_document_is_told_by_its_detail_and_code() -> None:
    problem = {"code": "forbidden", "detail": "没有权限"}

    refusal = refusal_of_answer(httpx.Response(403, json=problem))

    assert (refusal.code, str(refusal)) == ("forbidden", "没有权限")


def test_a_fault_of_the_platform_names_the_request_to_ask_about() -> None:
    broken = httpx.Response(500, text="<html>", headers={"X-Request-Id": "r-17"})

    refusal = refusal_of_answer(broken)

    assert isinstance(refusal, PlatformStumbled)
    assert "r-17" in str(refusal)


def test_a_call_is_told_in_the_readers_language_and_with_the_same_code() -> None:
    status = Status(code=7, message="in English")
    for detail in (ErrorInfo(reason="forbidden"), LocalizedMessage(message="没有权限")):
        packed = AnyMessage()
        packed.Pack(detail)
        status.details.append(packed)

    refusal = refusal_of_call(Fault((Metadatum(DETAILS, status.SerializeToString()),)))

    assert (refusal.code, str(refusal)) == ("forbidden", "没有权限")


def test_a_call_without_details_is_told_by_what_there_is() -> None:
    refusal = refusal_of_call(Fault(()))

    assert (refusal.code, str(refusal)) == ("permission_denied", "in English")
