"""Evaluation over HTTP, through the service as it is built."""

from uuid import UUID

import pytest

from chassis.runtime import Service
from services.evaluation.adapters.postgres import Postgres
from tests.builders import an_id, somewhere
from tests.doors import employ, http
from tests.evaluation.adapters.test_postgres import kept
from tests.evaluation.builders import a_handler, a_matter, a_suggestion, a_supervisor, an_order

pytestmark = pytest.mark.engines


async def a_late_organ(postgres: Postgres, here: str) -> UUID:
    """A matter that lies with housing, late, and the suggestion about it."""
    matter = a_matter()
    suggestion = a_suggestion(here, matter.matter)
    await kept(postgres, here, matter, suggestion)
    return suggestion.id


async def test_a_suggestion_becomes_an_order_that_is_answered_returned_and_closed(
    evaluation: Service, postgres: Postgres
) -> None:
    here = somewhere()
    suggestion = await a_late_organ(postgres, here)
    supervisor, handler = a_supervisor(here), a_handler(here)
    await employ(evaluation, supervisor, handler)
    answer = {"statement": "已经派员核查", "measures": "电梯已修复"}

    async with http(evaluation, supervisor) as bureau, http(evaluation, handler) as housing:
        (open_one,) = (await bureau.get("/suggestions")).json()["suggestions"]
        issued = await bureau.post("/orders", json={"mode": "letter", "suggestion": open_one["id"]})
        order = issued.json()["id"]
        answered = await housing.post(f"/orders/{order}:answer", json=answer)
        returned = await bureau.post(f"/orders/{order}:return", json={"reason": "缺少验收记录"})
        await housing.post(f"/orders/{order}:answer", json=answer)
        closed = await bureau.post(f"/orders/{order}:close")
        paper = (await housing.get(f"/orders/{order}")).json()
        listed = (await housing.get("/orders", params={"status": "closed"})).json()
        taken = (await bureau.get(f"/suggestions/{suggestion}")).json()

    assert (open_one["id"], open_one["params"]) == (
        str(suggestion),
        {"term": "handling", "due": "2026-09-15"},
    )
    assert "2026-09-15" in open_one["why"]
    assert (issued.status_code, issued.json()["number"], issued.json()["trigger"]) == (
        201,
        "2026-1",
        "overdue",
    )
    assert [r.json()["status"] for r in (answered, returned, closed)] == [
        "answered",
        "returned",
        "closed",
    ]
    assert [words["returned_for"] for words in paper["answers"]] == ["缺少验收记录", None]
    assert [line["id"] for line in listed["orders"]] == [order]
    assert (taken["suggestion"]["standing"], taken["suggestion"]["order"]) == ("taken", order)


async def test_a_dismissal_keeps_its_reason(evaluation: Service, postgres: Postgres) -> None:
    here = somewhere()
    suggestion = await a_late_organ(postgres, here)
    supervisor = a_supervisor(here)
    await employ(evaluation, supervisor)

    async with http(evaluation, supervisor) as bureau:
        path = f"/suggestions/{suggestion}"
        dismissed = await bureau.post(f"{path}:dismiss", json={"reason": "已经办结"})
        again = await bureau.post(f"{path}:dismiss", json={"reason": "已经办结"})
        paper = (await bureau.get(path)).json()

    assert (dismissed.json()["standing"], paper["reason"]) == ("dismissed", "已经办结")
    assert (again.status_code, again.json()["code"]) == (409, "suggestion_settled")


async def test_a_repeated_order_is_issued_once(evaluation: Service, postgres: Postgres) -> None:
    here = somewhere()
    suggestion = await a_late_organ(postgres, here)
    supervisor = a_supervisor(here)
    await employ(evaluation, supervisor)
    body = {"mode": "letter", "suggestion": str(suggestion)}

    async with http(evaluation, supervisor) as bureau:
        bureau.headers["idempotency-key"] = "k1"
        first = await bureau.post("/orders", json=body)
        again = await bureau.post("/orders", json=body)

    assert again.headers["idempotency-replayed"] == "true"
    assert again.json()["id"] == first.json()["id"]


async def test_pages_follow_each_other_to_the_end(evaluation: Service, postgres: Postgres) -> None:
    here = somewhere()
    for _ in range(3):
        await a_late_organ(postgres, here)
    supervisor = a_supervisor(here)
    await employ(evaluation, supervisor)

    seen, token = [], ""
    async with http(evaluation, supervisor) as bureau:
        while True:
            params = {"page_size": "2", "page_token": token}
            page = (await bureau.get("/suggestions", params=params)).json()
            seen += [line["id"] for line in page["suggestions"]]
            token = page["next_page_token"]
            if not token:
                break

    assert len(seen) == len(set(seen)) == 3


async def test_a_stranger_gets_the_same_answer_as_for_nothing(
    evaluation: Service, postgres: Postgres
) -> None:
    here = somewhere()
    order = an_order(here)
    await kept(postgres, here, order)
    stranger = a_handler(here, organ="health")
    await employ(evaluation, stranger)

    async with http(evaluation, stranger) as door:
        answers = [await door.get(f"/orders/{known}") for known in (order.id, an_id())]
        suggestions = (await door.get("/suggestions")).json()

    assert [(a.status_code, a.json()["code"]) for a in answers] == [(404, "no_such_order")] * 2
    assert suggestions["suggestions"] == []


async def test_a_missing_permission_is_named(evaluation: Service) -> None:
    handler = a_handler(somewhere())
    await employ(evaluation, handler)

    async with http(evaluation, handler) as door:
        answer = await door.post("/orders", json={"mode": "letter", "suggestion": str(an_id())})

    assert (answer.status_code, answer.json()["params"]["permission"]) == (403, "order:issue")
