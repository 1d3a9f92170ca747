"""Alerts over HTTP, through the service as it is built."""

import asyncio
import json
from typing import Any

import pytest

from chassis.kernel import Principal
from chassis.runtime import Service
from services.alerts.domain.permissions import (
    READ_BOARD,
    READ_RATES,
    REPLAY_PARKED,
    VERIFY_AUDIT,
)
from services.alerts.usecases import send_deliveries
from services.alerts.usecases.ports import Contact
from tests.alerts.builders import a_deadline, a_matter, a_post, day
from tests.alerts.doors import serving, streaming
from tests.alerts.fakes import World
from tests.builders import an_id, somewhere
from tests.doors import employ, http

pytestmark = pytest.mark.engines


def a_leader(here: str) -> Principal:
    return a_post("petition-bureau/leader", here, READ_BOARD, READ_RATES, VERIFY_AUDIT)


async def get(alerts: Service, actor: Principal, path: str, **params: Any) -> Any:
    await employ(alerts, actor)
    async with http(alerts, actor) as door:
        return await door.get(path, params=params)


async def test_the_board_counts_by_organ_step_and_colour(alerts: Service, world: World) -> None:
    here = somewhere()
    await world.keep(
        here,
        a_deadline(due=day("2026-09-10")),
        a_deadline(number=2, owner="health", due=day("2026-09-26")),
        a_deadline(number=3, term="objection_decision", due=None),
    )

    answer = (await get(alerts, a_leader(here), "/board")).json()
    of_one = (await get(alerts, a_leader(here), "/board", organ="health")).json()

    assert answer["day"] == "2026-09-16"
    assert answer["totals"] == {"red": 1, "yellow": 1, "blue": 0, "paused": 0, "untimed": 1}
    assert answer["overdue"] == 1
    assert answer["cells"][0] == {
        "organ": "health",
        "term": "handling",
        "colour": "yellow",
        "open": 1,
        "overdue": 0,
    }
    assert [cell["organ"] for cell in of_one["cells"]] == ["health"]


async def test_deadlines_come_soonest_first_in_pages(alerts: Service, world: World) -> None:
    here = somewhere()
    for due in ("2026-09-20", "2026-09-18", "2026-09-19"):
        await world.keep(here, a_deadline(subject=an_id(), due=day(due)))

    first = (await get(alerts, a_leader(here), "/deadlines", page_size=2)).json()
    token = first["next_page_token"]
    rest = (await get(alerts, a_leader(here), "/deadlines", page_size=2, page_token=token)).json()

    assert [d["days_left"] for d in first["deadlines"] + rest["deadlines"]] == [2, 3, 4]
    assert rest["next_page_token"] == ""


async def test_a_page_token_of_somebody_else_is_refused(alerts: Service) -> None:
    answer = await get(alerts, a_leader(somewhere()), "/deadlines", page_token="bm9uc2Vuc2U=")

    assert (answer.status_code, answer.json()["code"]) == (422, "page_token_unreadable")


async def test_the_head_finds_the_alarm_and_answers_it(alerts: Service, world: World) -> None:
    here = somewhere()
    head = a_post("housing/head", here)
    world.contacts.known["housing", "head"] = [Contact(head.post, "sms", "13800000001")]
    await world.keep(here, a_deadline(due=day("2026-09-18")))
    await send_deliveries(world.ports(), here)

    mine = (await get(alerts, head, "/deliveries", mine=True, state="sent")).json()
    (told,) = mine["deliveries"]
    async with http(alerts, head) as door:
        answered = (await door.post(f"/deliveries/{told['id']}:acknowledge")).json()
    stranger = a_post("health/head", here)
    await employ(alerts, stranger)
    async with http(alerts, stranger) as door:
        refused = await door.post(f"/deliveries/{told['id']}:acknowledge")
        nothing = (await door.get("/deliveries")).json()

    assert (told["role"], told["address_kind"]) == ("head", "sms")
    assert "13800000001" not in json.dumps(mine)
    assert answered["state"] == "acknowledged"
    assert refused.status_code == 404
    assert nothing["deliveries"] == []


async def test_rates_come_with_everything_to_compute_them_again(
    alerts: Service, world: World
) -> None:
    here = somewhere()
    for late in (False, True):
        subject = an_id()
        stopped = day("2026-09-12" if late else "2026-09-11")
        clock = a_deadline(subject=subject, due=day("2026-09-11"), stopped=stopped)
        await world.keep(here, clock, matter=a_matter(id=subject))

    period = {"since": "2026-09-01", "until": "2026-09-30"}
    answer = (
        await get(alerts, a_leader(here), "/rates", **period, organ="housing", by="category")
    ).json()
    backwards = await get(alerts, a_leader(here), "/rates", since="2026-09-30", until="2026-09-01")

    closure = next(rate for rate in answer["rates"] if rate["name"] == "on_time_closure")
    assert (closure["numerator"], closure["denominator"], closure["percent"]) == (1, 2, "50.0")
    assert (closure["zh"], closure["formula"]) == ("按期办结率", "on-time-closure-1")
    assert {"reason": "sealed", "count": None} in closure["exclusions"]
    assert answer["cut_off"].startswith("2026-09-16T12:00:00")
    (category,) = answer["categories"]
    assert category["category"] == "城乡建设"
    assert [
        rate["suppressed"] for rate in category["rates"] if rate["name"] == closure["name"]
    ] == [True]
    assert (backwards.status_code, backwards.json()["code"]) == (422, "period_backwards")


async def test_a_digest_is_the_same_for_the_same_state(alerts: Service, world: World) -> None:
    here, there = somewhere(), somewhere()
    await world.keep(here, a_deadline())

    once = (await get(alerts, a_leader(here), "/digest")).json()
    again = (await get(alerts, a_leader(here), "/digest")).json()
    empty = (await get(alerts, a_leader(there), "/digest")).json()
    clerk = await get(alerts, a_post("housing/clerk", here), "/digest")

    assert once == again
    assert (once["rows"], once["disagreeing"]) == (4, 0)
    assert empty["rows"] == 0
    assert clerk.status_code == 403


async def test_a_rebuild_that_cannot_ask_the_owners_forgets_nothing(
    alerts: Service, world: World
) -> None:
    here = somewhere()
    await world.keep(here, a_deadline())
    administrator = a_post("centre/administrator", here, REPLAY_PARKED)
    await employ(alerts, administrator)

    async with http(alerts, administrator) as door:
        answer = await door.post("/projections:rebuild")

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert len(await world.board(here)) == 1


async def test_the_stream_begins_with_the_board_and_goes_on_with_changes(
    alerts: Service, world: World
) -> None:
    """Over a real socket: an in-memory client would wait for the end of an endless answer."""
    here = somewhere()
    leader = a_leader(here)
    await employ(alerts, leader)
    await world.keep(here, a_deadline())
    events: list[tuple[str, Any]] = []

    async with asyncio.timeout(20), serving(alerts) as url, streaming(url, leader) as lines:
        async for event, data in lines:
            events.append((event, data))
            if len(events) == 2:
                break
            await world.keep(here, a_deadline(version=2, due=day("2026-09-17")))

    assert [event for event, _ in events] == ["board", "cells"]
    assert events[0][1]["totals"]["blue"] == 1
    changed = {(cell["colour"], cell["open"]) for cell in events[1][1]["cells"]}
    assert changed == {("red", 1), ("blue", 0)}
