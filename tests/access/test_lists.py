"""Lists, boards and counts: what somebody sees is what is theirs, to the last row."""

import asyncio
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import select

from chassis import database
from chassis.database import MACHINERY
from launch.engines import Engines
from services.alerts.adapters.tables import deadlines
from services.alerts.domain.colours import ON_BOARD
from tests.access.cells import Answer, Attempt, sees
from tests.access.county import (
    BUREAU,
    CENTRE,
    DISCIPLINE,
    LEAD,
    ORGANS,
    SEALED_ORGANS,
    Knocker,
    each_role,
    named_for_accusations,
)
from tests.access.stage import Stage
from tests.intake.doing import PETITIONER
from tools.pages.access import rule

pytestmark = pytest.mark.engines

LISTS = {
    "matter": ("intake", "/v1/matters", "matters", "list_matters"),
    "referral": ("mediation", "/v1/referrals", "referrals", "list_referrals"),
    "order": ("evaluation", "/v1/orders", "orders", "list_orders"),
    "suggestion": ("evaluation", "/v1/suggestions", "suggestions", "list_suggestions"),
}
KINDS = {
    "matter": ("registered", "forwarded", "objected", "closed", "sealed", "mediated"),
    "referral": ("offered", "mediating", "stopped", "offered_sealed"),
    "order": ("issued", "order_answered", "issued_sealed"),
    "suggestion": ("suggestion",),
}
Line = Mapping[str, Any]


@pytest.fixture(scope="module")
async def everybody(stage: Stage) -> list[Knocker]:
    """Each role at each desk, alone and named for accusations; and their like from elsewhere."""
    county = stage.county
    organs = dict.fromkeys((*ORGANS, *SEALED_ORGANS, CENTRE))
    known = [county.knocker(*roles, organ=organ) for roles in each_role() for organ in organs]
    known += [
        county.knocker(*roles, organ=organ)
        for roles in named_for_accusations()
        for organ in SEALED_ORGANS
    ]
    known += [county.knocker(*roles, place=county.elsewhere) for roles in each_role()]
    await county.employ()
    return known


@pytest.mark.parametrize("kind", LISTS)
async def test_a_list_holds_what_its_reader_may_see_and_nothing_else(
    stage: Stage, everybody: Sequence[Knocker], kind: str
) -> None:
    service, path, field, operation = LISTS[kind]
    things = {stage.things[name].id: stage.things[name] for name in KINDS[kind]}
    wrong = []
    for knocker in everybody:
        answer = await stage.county.ask(service, "GET", path, knocker, params={"page_size": "200"})
        if not rule(service, operation).allows(knocker.permissions):
            if answer.status_code != 403:
                wrong.append(f"{knocker}: {answer.status_code}")
            continue
        seen = {line["id"] for line in answer.json()[field]} & set(things)
        theirs = {id_ for id_, thing in things.items() if sees(kind, knocker, thing)}
        if seen != theirs:
            wrong.append(f"{knocker}: too much {seen - theirs}, too little {theirs - seen}")

    assert wrong == []


@pytest.mark.parametrize("operation", ["search_matters", "SearchMatters"])
async def test_a_search_finds_what_its_reader_may_see_and_nothing_else(
    indexed: Stage, everybody: Sequence[Knocker], operation: str
) -> None:
    """By words, along an organ's index and along all; and by the number of a matter."""
    things = {indexed.things[name].id: indexed.things[name] for name in KINDS["matter"]}
    wrong = []
    for knocker in everybody:
        theirs = {id_ for id_, thing in things.items() if sees("matter", knocker, thing)}
        unsealed = {id_ for id_ in theirs if not things[id_].sealed}
        number = next(id_ for id_, thing in things.items() if thing.sealed)
        for wanted, expected in (
            ({}, theirs),
            ({"words": "电梯"}, unsealed),
            ({"words": "五月起停运", "organ": BUREAU}, unsealed),
            ({"number": number}, theirs & {number}),
        ):
            answer = await _asked(indexed, operation, knocker, {**wanted, "page_size": 200})
            if not rule("intake", operation).allows(knocker.permissions):
                if answer.status != 403:
                    wrong.append(f"{knocker}: {answer.status}")
                continue
            seen = _ids(answer.told.get("matters", ())) & set(things)
            if seen != expected:
                wrong.append(f"{knocker}, {wanted}: {seen ^ expected}")

    assert wrong == []


@pytest.mark.parametrize("operation", ["find_parties", "FindParties"])
async def test_a_person_is_found_in_the_matters_whose_parties_one_may_open(
    stage: Stage, everybody: Sequence[Knocker], operation: str
) -> None:
    """As `reveal_party` opens them: an organ that gave it back, or only reads all, finds nobody."""
    things = {stage.things[name].id: stage.things[name] for name in KINDS["matter"]}
    sought = {"field": "phone", "value": PETITIONER["phone"], "purpose": "核实", "page_size": 200}
    wrong, hits = [], 0
    for knocker in everybody:
        answer = await _asked(stage, operation, knocker, sought)
        if not rule("intake", operation).allows(knocker.permissions):
            if answer.status != 403:
                wrong.append(f"{knocker}: {answer.status}")
            continue
        found = answer.told.get("parties", ())
        seen = _ids(one["matter"] for one in found) & set(things)
        theirs = {
            id_
            for id_, thing in things.items()
            if knocker.place == thing.place
            and not thing.sealed
            and thing.holders.get(knocker.organ) in {"desk", "lead", "co_handler"}
        }
        hits += len(theirs)
        if seen != theirs:
            wrong.append(f"{knocker}: too much {seen - theirs}, too little {theirs - seen}")

    assert wrong == []
    assert hits


@pytest.fixture(scope="module")
async def indexed(engines: Engines, stage: Stage) -> Stage:
    """As after a migration: what was registered without its words comes into the index."""
    connection = await asyncpg.connect(engines.admin)
    try:
        await connection.execute(
            "INSERT INTO intake.indexing (jurisdiction, after) VALUES ($1, $2)",
            stage.county.here,
            UUID(int=0),
        )
    finally:
        await connection.close()
    jobs = stage.county.services["intake"].jobs
    await next(job for job in jobs if job.name == "intake-index-older-texts").run()
    return stage


async def test_deadlines_are_ones_own_or_of_all_and_sealed_ones_of_their_organ(
    stage: Stage, everybody: Sequence[Knocker]
) -> None:
    known, wrong = await _deadlines(stage), []
    assert {row["sealed"] for row in known} == {True, False}
    for knocker in everybody:
        page = await _told(stage, knocker, "/v1/deadlines", page_size="200")
        seen = {(line["subject"], line["number"]) for line in page["deadlines"]}
        theirs = {(str(row["subject"]), row["number"]) for row in _theirs(knocker, known)}
        if seen != theirs:
            wrong.append(f"{knocker}: {seen ^ theirs}")

    assert wrong == []


@pytest.mark.parametrize("operation", ["get_board", "GetBoard"])
async def test_the_board_counts_what_its_reader_may_see(
    stage: Stage, everybody: Sequence[Knocker], operation: str
) -> None:
    """A total that counted a sealed matter would tell that there is one."""
    known, wrong = await _deadlines(stage), []
    for knocker in everybody:
        board = (await Attempt(stage, rule("alerts", operation), None).by(knocker)).told
        told = board.get("cells", ())
        cells = {(c["organ"], c["term"], c["colour"]): int(c["open"]) for c in told}
        if cells != (theirs := _counted(_theirs(knocker, known))):
            wrong.append(f"{knocker}: {cells} where there are {theirs}")
        if "totals" in board and sum(board["totals"].values()) != sum(theirs.values()):
            wrong.append(f"{knocker}: totals {board['totals']}")

    assert wrong == []


async def test_the_board_says_the_same_as_a_stream(
    stage: Stage, everybody: Sequence[Knocker]
) -> None:
    wrong = []
    for knocker in everybody[::7]:
        board = await _told(stage, knocker, "/v1/board")
        if await _first_event(stage, knocker) != board:
            wrong.append(str(knocker))

    assert wrong == []


async def test_deliveries_are_shown_to_the_organ_concerned(
    stage: Stage, everybody: Sequence[Knocker]
) -> None:
    alarms = {stage.things[name].id: LEAD for name in ("delivery",)}
    alarms |= {stage.things["delivery_sealed"].id: DISCIPLINE}
    wrong = []
    for knocker in everybody:
        page = await _told(stage, knocker, "/v1/deliveries", page_size="200")
        seen = {line["id"] for line in page["deliveries"]}
        here = knocker.place == stage.county.here
        overview = here and "board:read" in knocker.permissions
        theirs = {alarm for alarm, owner in alarms.items() if here and owner == knocker.organ}
        theirs |= {stage.things["delivery"].id} if overview else set()
        if seen != theirs:
            wrong.append(f"{knocker}: {seen ^ theirs}")

    assert wrong == []


async def test_only_the_post_that_was_told_acknowledges(
    stage: Stage, everybody: Sequence[Knocker]
) -> None:
    """Nobody for a colleague, and nobody for the organ next door."""
    told = {"head of 420881105"}
    path = f"/v1/deliveries/{stage.things['delivery'].id}:acknowledge"
    statuses: dict[int, set[str]] = {}
    for knocker in everybody:
        answer = await stage.county.ask("alerts", "POST", path, knocker)
        allowed = "alert:acknowledge" in knocker.permissions
        assert answer.status_code in ({200, 404} if allowed else {403}), str(knocker)
        statuses.setdefault(answer.status_code, set()).add(str(knocker))

    assert statuses[200] == told


@pytest.mark.parametrize("organ", [LEAD, ""])
async def test_rates_are_ones_own_or_for_whoever_reads_all(
    stage: Stage, everybody: Sequence[Knocker], organ: str
) -> None:
    day = stage.county.now.date().isoformat()
    asked = {"since": day, "until": day, "organ": organ, "by": "category"}
    wrong = []
    for knocker in everybody:
        answer = await stage.county.ask("alerts", "GET", "/v1/rates", knocker, params=asked)
        may = organ == knocker.organ or "rates:read" in knocker.permissions
        if answer.status_code != (200 if may else 403):
            wrong.append(f"{knocker}: {answer.status_code}")

    assert wrong == []


async def _asked(stage: Stage, operation: str, by: Knocker, wanted: Line) -> Answer:
    """Both doors of intake take the same words."""
    return await Attempt(stage, replace(rule("intake", operation), send=wanted), None).by(by)


def _ids(lines: Iterable[Line]) -> set[str]:
    """As HTTP calls them, and as gRPC does."""
    return {line["id"] if "id" in line else line["matterId"] for line in lines}


async def _told(stage: Stage, by: Knocker, path: str, **query: str) -> Any:
    answer = await stage.county.ask("alerts", "GET", path, by, params=query)
    assert answer.status_code == 200, f"{by}: {answer.text}"
    return answer.json()


async def _deadlines(stage: Stage) -> Sequence[Line]:
    engine, here = stage.county.services["alerts"].engine, stage.county.here
    d = deadlines.c
    on_board = (d.jurisdiction == here, d.stopped.is_(None), d.colour.in_(ON_BOARD))
    async with database.transaction(engine, here, MACHINERY) as work:
        rows = await work.connection.execute(select(deadlines).where(*on_board))
        return [dict(row) for row in rows.mappings()]


def _theirs(knocker: Knocker, known: Sequence[Line]) -> Iterator[Line]:
    for row in known:
        own = row["owner"] == knocker.organ
        overview = "board:read" in knocker.permissions and not row["sealed"]
        if knocker.place == row["jurisdiction"] and (own or overview):
            yield row


def _counted(rows: Iterator[Line]) -> dict[tuple[str, str, str], int]:
    cells: dict[tuple[str, str, str], int] = {}
    for row in rows:
        cell = (row["owner"], row["term"], row["colour"])
        cells[cell] = cells.get(cell, 0) + 1
    return cells


async def _first_event(stage: Stage, by: Knocker) -> Any:
    """What a stream tells first; then its reader hangs up."""
    told: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message: Mapping[str, Any]) -> None:
        if message["type"] == "http.response.body" and b"data:" in message["body"]:
            told.set_result(message["body"])
            await asyncio.Event().wait()

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": "/v1/board/stream",
        "raw_path": b"/v1/board/stream",
        "root_path": "",
        "scheme": "http",
        "query_string": b"",
        "headers": [(b"authorization", f"Bearer {stage.county.token(by)}".encode())],
        "client": ("127.0.0.1", 1),
        "server": ("door.test", 80),
    }
    open_stream = asyncio.create_task(stage.county.services["alerts"].rest(scope, receive, send))
    try:
        body = await asyncio.wait_for(told, 10)
    finally:
        open_stream.cancel()
        await asyncio.gather(open_stream, return_exceptions=True)
    (line,) = (line for line in body.decode().splitlines() if line.startswith("data:"))
    return json.loads(line.removeprefix("data:"))
