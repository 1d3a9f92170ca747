"""Lists and searches among many matters, over HTTP, in the eyes of who reads all and of organs."""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from random import Random
from typing import Any

from bench import filling
from bench.calling import Caller
from bench.filling import COMMONEST, PHRASE, RARE, Words
from bench.house import PLACE, House
from bench.load import Seen, cpu_seconds, load
from bench.measure import Measure

MOST_MS, MOST_MS_COMMONEST = 50.0, 100.0
CROWD = 8
ALL, DESK, ORGAN = "petition-bureau.supervisor", "petition-bureau.receiver", "housing.handler"
Body = Mapping[str, Any]
"""Asked next: another place, another name each time."""


@dataclass(frozen=True, slots=True)
class Question:
    name: str
    who: str
    path: str
    asks: Callable[[], Body | None]
    most: float = MOST_MS


def _questions() -> list[Question]:
    words, turn = Words(Random(1)), count(1)  # noqa: S311 - the same questions in every run

    def search(**wanted: Any) -> Callable[[], Body]:
        return lambda: wanted

    def place() -> Body:
        return {"words": words.place(next(turn) * 31)}

    def name() -> Body:
        number = next(turn) * 13 % 20_000
        return {"field": "name", "value": words.name(number), "purpose": "核实是否重复来访"}

    listed, searched = "/v1/matters?page_size=50", "/v1/matters:search"
    return [
        Question("list: the 50 newest of all", ALL, listed, lambda: None),
        Question("list: the 50 newest of an organ", ORGAN, listed, lambda: None),
        Question("search: a rare word", ALL, searched, search(words=RARE)),
        Question("search: a word of two characters", ALL, searched, search(words="噪音")),
        Question("search: a phrase of eight", ALL, searched, search(words=PHRASE)),
        Question("search: a place named in 250 of a million", ALL, searched, place),
        Question(
            "search: the commonest word",
            ALL,
            searched,
            search(words=COMMONEST),
            MOST_MS_COMMONEST,
        ),
        Question("search: a word among an organ's own", ORGAN, searched, search(words="噪音")),
        Question("search: a rare word, an organ's own", ORGAN, searched, search(words=RARE)),
        Question("search: a village by its code", ALL, searched, search(division=f"{PLACE}001001")),
        Question("find: a name", DESK, "/v1/parties:find", name),
    ]


@asynccontextmanager
async def measures(house: House, matters: int, seconds: float) -> AsyncIterator[list[Measure]]:
    await filling.fill(house, matters)
    await house.at_rest()
    url = house.doors.url("intake")
    tokens = {login: house.token_of(login) for login in (ALL, DESK, ORGAN)}

    async def asked(question: Question, at_once: int) -> Seen:
        callers = [await Caller.to(url, tokens[question.who]) for _ in range(at_once)]

        async def ask(caller: Caller) -> None:
            body = question.asks()
            if body is None:
                await caller.get(question.path)
            else:
                told = json.dumps(body, ensure_ascii=False).encode()
                await caller.ask("POST", question.path, told)

        try:
            return await load([partial(ask, caller) for caller in callers], seconds)
        finally:
            for caller in callers:
                caller.close()

    def measure_of(question: Question) -> Measure:
        async def run() -> float:
            before = cpu_seconds(house.number)
            seen = await asked(question, 1)
            worked = (cpu_seconds(house.number) - before) / len(seen.answers)
            crowd = await asked(question, CROWD)
            measure.note(
                p50_ms=seen.within(50) * 1000,
                cpu_ms=worked * 1000,
                p99_ms_of_8_at_once=crowd.within(99) * 1000,
                of_8_a_second=crowd.rate,
            )
            return seen.within(99) * 1000

        measure = Measure(
            f"{question.name}, {matters:,} matters, p99", "ms", run, question.most, most=True
        )
        return measure

    yield [measure_of(question) for question in _questions()]
