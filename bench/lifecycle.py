"""Whole lives a second: a matter from its registration to its close, and found again afterwards."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from bench.calling import Caller
from bench.house import House
from bench.load import cpu_seconds, load
from bench.measure import Measure
from bench.registering import PARTY, PETITION

AT_ONCE = 16
LEAST_A_SECOND = 100.0
DESKS = {
    "registrar": "petition-bureau.registrar",
    "receiver": "petition-bureau.receiver",
    "handler": "housing.handler",
}
SORTED = {
    "purpose": "claim",
    "route": "r6",
    "content": "城乡建设/城市建设和市政管理/城市公共设施",
}
ANSWER = {
    "request": 1,
    "outcome": "support",
    "facts": "经核查属实。",
    "evidence": "现场检查记录。",
    "opinion": "限期修复。",
    "instrument": "特种设备安全法",
    "article": "第四十条",
    "version": "2013",
}
SERVED = {"document": 1, "method": "in_person", "outcome": "received"}


@dataclass(slots=True)
class Walk:
    """The desks that one matter passes, each at a connection of its own."""

    desks: Mapping[str, Caller]
    found: int = 0
    """How often its words were indexed before it was looked for; they follow a moment later."""

    async def __call__(self) -> None:
        petition = PETITION | {"parties": [PARTY]}
        registered = await self._ask("registrar", "/v1/petitions", petition)
        matter = registered["id"]
        await self._do("receiver", matter, "classify", SORTED)
        await self._do("receiver", matter, "assign", {"lead": "housing"})
        await self._do("handler", matter, "accept")
        await self._do("handler", matter, "issue_opinion", {"answers": [ANSWER]})
        await self._do("handler", matter, "record_service", SERVED)
        await self._do("handler", matter, "submit_closing_report", {"text": "已修复。"})
        approved = {"organ": "housing", "approved": True}
        closed = await self._do("receiver", matter, "decide_closing_report", approved)
        assert closed["status"] == "closed", closed["status"]
        wanted = {"words": "电梯", "status": "closed", "number": matter}
        found = await self._ask("receiver", "/v1/matters:search", wanted)
        seen = [line["id"] for line in found["matters"]]
        assert seen in ([], [matter]), seen
        self.found += len(seen)

    async def _do(
        self, desk: str, matter: str, verb: str, told: Mapping[str, Any] | None = None
    ) -> Any:
        return await self._ask(desk, f"/v1/matters/{matter}:{verb}", told)

    async def _ask(self, desk: str, path: str, told: Mapping[str, Any] | None) -> Any:
        body = json.dumps(told, ensure_ascii=False).encode() if told is not None else b""
        return await self.desks[desk].ask("POST", path, body)

    def close(self) -> None:
        for caller in self.desks.values():
            caller.close()


@asynccontextmanager
async def measures(house: House, seconds: float) -> AsyncIterator[list[Measure]]:
    url = house.doors.url("intake")
    tokens = {desk: house.token_of(login) for desk, login in DESKS.items()}

    async def walked() -> float:
        walks = [
            Walk({desk: await Caller.to(url, token) for desk, token in tokens.items()})
            for _ in range(AT_ONCE)
        ]
        before = cpu_seconds(house.number)
        seen = await load(walks, seconds)
        await house.at_rest()
        worked = (cpu_seconds(house.number) - before) / len(seen.answers)
        for walk in walks:
            walk.close()
        found = sum(walk.found for walk in walks)
        assert found, "no search found what had been closed"
        measure.note(p99_ms=seen.within(99) * 1000, cpu_ms=worked * 1000, found=found)
        return seen.rate

    measure = Measure(f"registered to closed, {AT_ONCE} at once", "/s", walked, LEAST_A_SECOND)
    yield [measure]
