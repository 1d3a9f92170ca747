"""The platform's no, as the command says it: its own words, its own code."""

import grpc
import httpx
from google.protobuf.message import DecodeError
from google.rpc.error_details_pb2 import ErrorInfo, LocalizedMessage
from google.rpc.status_pb2 import Status

from chassis.kernel import Conflict, InvalidInput, Refusal, Unauthenticated, Unavailable

DETAILS = "grpc-status-details-bin"


class PlatformRefused(Refusal):
    """A refusal of the platform, in the language it was asked in."""

    en = "{detail}"
    zh = "{detail}"

    def __init__(self, detail: str, code: str, status: int = 0) -> None:
        super().__init__(detail=detail)
        self.told = code
        self.status = status

    @property
    def code(self) -> str:
        return self.told


class PlatformAway(Unavailable):
    en = "The platform at {address} does not answer. Is it open? Start it with `onedoor up`."
    zh = "{address} 的平台没有应答。请确认已用 onedoor up 启动。"


class PlatformStumbled(Unavailable):
    en = "Something broke inside the platform. Give its operators this number: {request}."
    zh = "平台内部出现故障,请将编号 {request} 告知运维人员。"


class NotSignedIn(Unauthenticated):
    en = "Nobody is signed in at {address}. Sign in with `onedoor login NAME`."
    zh = "尚未登录 {address},请先运行 onedoor login 姓名。"


class SignInFailed(Unauthenticated):
    en = "The sign-in failed: {reason}"
    zh = "登录失败:{reason}"


class SignInUnreadable(InvalidInput):
    en = "The sign-in page at {address} cannot be used from a terminal: {reason}."
    zh = "无法在终端使用 {address} 的登录页面:{reason}。"


class PasswordMissing(InvalidInput):
    en = "No password for {login}: type it, or hand it in with --password-stdin."
    zh = "没有 {login} 的密码,请输入密码,或使用 --password-stdin。"


class PostUnchosen(Conflict):
    en = "You hold several posts. Choose one with --post: {posts}."
    zh = "您担任多个岗位,请用 --post 指定其中一个:{posts}。"


def refusal_of_call(fault: grpc.RpcError) -> Refusal:
    """What a gRPC server of ours said, as `chassis.rpc` writes it."""
    trailer = {sent.key: sent.value for sent in fault.trailing_metadata() or ()}
    status = Status()
    try:
        status.ParseFromString(bytes(trailer.get(DETAILS, b"")))
    except DecodeError:
        return PlatformRefused(str(fault.details()), fault.code().name.lower())
    reason, said = ErrorInfo(), LocalizedMessage()
    for detail in status.details:
        for kind in (reason, said):
            if detail.Is(kind.DESCRIPTOR):
                detail.Unpack(kind)
    return PlatformRefused(
        said.message or str(fault.details()), reason.reason or fault.code().name.lower()
    )


def refusal_of_answer(answer: httpx.Response) -> Refusal:
    """What a REST app of ours said: a problem document, or whatever stands there instead."""
    try:
        problem = answer.json()
        detail, code = str(problem["detail"]), str(problem["code"])
    except (ValueError, KeyError, TypeError):
        detail, code = f"HTTP {answer.status_code}", "internal"
    if code == "internal":
        return PlatformStumbled(request=answer.headers.get("x-request-id", answer.status_code))
    return PlatformRefused(detail, code, answer.status_code)
