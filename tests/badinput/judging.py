"""What every answer to bad input must be: quick, coded, silent about people, without a trace."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
from google.rpc.error_details_pb2 import ErrorInfo
from google.rpc.status_pb2 import Status
from httpx import Response
from sqlalchemy import func, select

from chassis import database
from tests.access.cells import AS_GOOD_AS_DONE, RPC_STATUS
from tests.access.stage import Stage
from tests.badinput.illness import NAMES

CODES = frozenset(re.findall(r"^\| `(\w+)` \|", Path("docs/errors.md").read_text("utf-8"), re.M))
"""A code that is not on that page is none that anybody can rely on."""
PROBLEM = "application/problem+json"
AWAY = frozenset({"unavailable"})
"""Nobody listens at the peers' doors here."""
LONGEST_SECONDS = 5.0
"""Of this process, in which all others wait meanwhile; how long others held the machine is not
counted. A statement of the database ends by itself after 20 s, with a fault."""
OURS = frozenset({grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of one case; `writes` counts transactions that would have kept something."""

    operation: str
    seconds: float
    writes: int

    def rest(self, answer: Response) -> str:
        """Why the answer is not as it must be; empty where it is."""
        if answer.is_success or (self.operation, answer.status_code) in AS_GOOD_AS_DONE:
            return self._slow()
        if PROBLEM not in answer.headers.get("content-type", ""):
            return f"{answer.status_code} without a problem document"
        code = str(answer.json().get("code"))
        return self._refused(code, answer.status_code >= 500, answer.text)

    def rpc(self, fault: grpc.aio.AioRpcError | None) -> str:
        if fault is None or (self.operation, RPC_STATUS.get(fault.code(), 0)) in AS_GOOD_AS_DONE:
            return self._slow()
        said = f"{fault.details()}{fault.trailing_metadata()}"
        code, status = _reason(fault), fault.code()
        return self._refused(code, status in OURS or status is grpc.StatusCode.UNAVAILABLE, said)

    def _refused(self, code: str, is_ours: bool, said: str) -> str:
        if code not in CODES:
            return f"refused as {code!r}, which docs/errors.md does not know"
        if is_ours and code not in AWAY:
            return f"a fault of ours: {code}"
        if any(name in said for name in NAMES):
            return f"repeated by {code}"
        if self.writes:
            return f"refused as {code}, and {self.writes} transactions kept something"
        return self._slow()

    def _slow(self) -> str:
        return f"{self.seconds:.1f} s of work" if self.seconds > LONGEST_SECONDS else ""


def _reason(fault: grpc.aio.AioRpcError) -> str:
    metadata: Any = fault.trailing_metadata() or ()
    trailer = dict(metadata)
    status, reason = Status(), ErrorInfo()
    status.ParseFromString(trailer.get("grpc-status-details-bin", b""))
    for detail in status.details:
        if detail.Unpack(reason):
            return str(reason.reason)
    return ""


async def kept_rows(stage: Stage) -> dict[str, int]:
    """Of every journal, outbox and answers: whatever was done goes through one of them."""
    county, counts = stage.county, {}
    for service in county.services.values():
        machinery = service.machinery
        async with database.transaction(service.engine, county.here, database.MACHINERY) as work:
            for table in (machinery.journal, machinery.outbox, machinery.answers):
                rows = select(func.count()).where(table.c.jurisdiction == county.here)
                counts[str(table)] = int(await work.connection.scalar(rows) or 0)
    return counts
