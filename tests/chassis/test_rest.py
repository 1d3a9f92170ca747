"""What every REST app of ours does alike."""

from collections.abc import AsyncIterator, Callable
from typing import Annotated
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI, File, UploadFile
from pydantic import BaseModel

from chassis import rest
from chassis.access import Access
from chassis.answers import Answer
from chassis.bounds import MEGABYTE, MOST_BYTES
from chassis.kernel import Conflict, NotFound, Principal, TooMany, Unauthenticated
from chassis.rest import Actor, Repeats
from chassis.telemetry import Traced
from chassis.token import Claims
from tests.builders import a_principal

PERSON = UUID(int=7)


class LiftStuck(Conflict):
    en = "The lift {number} is stuck. Call the fitter."
    zh = "{number} 号电梯被困,请联系维修。"


class View(BaseModel):
    done: str


class Form(BaseModel, extra="forbid"):
    floor: int


class Tokens:
    async def verify(self, token: str) -> Claims:
        if token != "good":
            raise Unauthenticated(reason="unknown token")
        return Claims(PERSON, "420881", "web")


class Posts:
    async def principal(self, claims: Claims, post: str) -> Principal:
        return a_principal(post or "housing", claims.jurisdiction)


def a_house(repeats: Repeats | None = None) -> FastAPI:
    app = rest.app("Toy", Access(Tokens(), Posts()), repeats)

    @app.post("/v1/lifts:call")
    async def call_lift(form: Form, actor: Actor) -> View:
        if form.floor == 13:
            raise LiftStuck(number=3)
        return View(done=actor.once.key if actor.once else actor.organ)

    @app.post("/v1/lifts:inspect")
    async def inspect_lifts(forms: list[Form], actor: Actor) -> View:
        return View(done=str(len(forms)))

    @app.get("/v1/lifts")
    async def list_lifts(actor: Actor) -> View:
        raise NotFound

    @app.get("/v1/wait")
    async def wait(actor: Actor) -> View:
        raise TooMany(seconds=7)

    @app.get("/v1/break")
    async def break_(actor: Actor) -> View:
        raise RuntimeError("王小明的身份证")

    @app.post("/v1/papers")
    async def papers(file: Annotated[UploadFile, File()], actor: Actor) -> View:
        return View(done=actor.once.key if actor.once else "")

    return app


async def ask(
    send: Callable[[httpx.AsyncClient], object], repeats: Repeats | None = None
) -> httpx.Response:
    transport = httpx.ASGITransport(Traced(a_house(repeats)), raise_app_exceptions=False)
    headers = {"authorization": "Bearer good"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://toy", headers=headers
    ) as client:
        answer = await send(client)  # type: ignore[misc]
    assert isinstance(answer, httpx.Response)
    return answer


async def test_a_refusal_is_a_problem_with_a_stable_code_in_the_readers_language() -> None:
    english = await ask(
        lambda c: c.post(
            "/v1/lifts:call", json={"floor": 13}, headers={"accept-language": "en-GB,en"}
        )
    )
    chinese = await ask(lambda c: c.post("/v1/lifts:call", json={"floor": 13}))

    assert english.headers["content-type"] == "application/problem+json"
    assert (english.status_code, english.json()["code"]) == (409, "lift_stuck")
    assert english.json()["detail"] == "The lift 3 is stuck. Call the fitter."
    assert chinese.json()["detail"] == "3 号电梯被困,请联系维修。"
    assert english.json()["params"] == {"number": "3"}
    assert english.json()["request_id"] == english.headers["x-request-id"]


async def test_no_token_no_answer() -> None:
    none = await ask(lambda c: c.get("/v1/lifts", headers={"authorization": ""}))
    wrong = await ask(lambda c: c.get("/v1/lifts", headers={"authorization": "Bearer bad"}))

    assert (none.status_code, none.json()["code"]) == (401, "unauthenticated")
    assert wrong.status_code == 401


async def test_a_form_that_does_not_fit_names_its_fields_and_not_their_content() -> None:
    answer = await ask(lambda c: c.post("/v1/lifts:call", json={"floor": "李四的家"}))

    assert (answer.status_code, answer.json()["code"]) == (422, "request_unreadable")
    assert "floor" in answer.json()["detail"]
    assert "李四" not in answer.text


async def test_a_field_that_somebody_else_named_is_not_repeated() -> None:
    told = {"floor": 1, "王小明": 2, "flor": 3}

    answer = await ask(lambda c: c.post("/v1/lifts:call", json=told))

    assert answer.json()["params"] == {"fields": "body.?, body.flor"}


async def test_a_fault_of_ours_shows_an_id_and_no_words() -> None:
    answer = await ask(lambda c: c.get("/v1/break"))

    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "王小明" not in answer.text


async def test_too_many_says_when_to_come_again() -> None:
    answer = await ask(lambda c: c.get("/v1/wait"))

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")


async def test_an_unknown_address_and_a_wrong_method_are_problems_too() -> None:
    unknown = await ask(lambda c: c.get("/v1/nothing"))
    method = await ask(lambda c: c.delete("/v1/lifts"))

    assert (unknown.status_code, unknown.json()["code"]) == (404, "no_such_page")
    assert method.json()["code"] == "method_not_allowed"


async def test_a_conflict_that_is_a_repetition_gets_the_first_answer_again() -> None:
    async def find(actor: Principal) -> Answer | None:
        return Answer("lift", PERSON) if actor.once else None

    async def render(answer: Answer, actor: Principal, language: str) -> BaseModel:
        return View(done=f"again for {actor.organ} in {language}")

    headers = {"idempotency-key": "k1"}
    again = await ask(
        lambda c: c.post("/v1/lifts:call", json={"floor": 13}, headers=headers),
        Repeats(find, render),
    )
    without = await ask(
        lambda c: c.post("/v1/lifts:call", json={"floor": 13}), Repeats(find, render)
    )

    assert (again.status_code, again.json()) == (200, {"done": "again for housing in zh"})
    assert again.headers["idempotency-replayed"] == "true"
    assert without.status_code == 409


async def test_the_key_of_a_request_reaches_the_verb_and_must_be_readable() -> None:
    kept = await ask(
        lambda c: c.post("/v1/lifts:call", json={"floor": 1}, headers={"idempotency-key": "k1"})
    )
    too_long = await ask(
        lambda c: c.post(
            "/v1/lifts:call", json={"floor": 1}, headers={"idempotency-key": "k" * 201}
        )
    )

    assert kept.json() == {"done": "k1"}
    assert too_long.json()["code"] == "idempotency_key_unreadable"


async def test_a_key_with_an_upload_does_not_swallow_the_upload() -> None:
    answer = await ask(
        lambda c: c.post(
            "/v1/papers", files={"file": ("a.txt", b"x")}, headers={"idempotency-key": "k2"}
        )
    )

    assert answer.json() == {"done": "k2"}


async def test_the_post_named_is_the_post_acted_in() -> None:
    answer = await ask(
        lambda c: c.post("/v1/lifts:call", json={"floor": 1}, headers={"onedoor-post": "health"})
    )

    assert answer.json() == {"done": "health"}


async def test_a_form_with_thousands_of_faults_is_answered_with_a_few() -> None:
    answer = await ask(lambda client: client.post("/v1/lifts:inspect", json=[{}] * 5000))

    fields = answer.json()["params"]["fields"].split(", ")
    assert len(fields) == rest.MOST_FIELDS + 1
    assert fields[-1] == "…"


async def test_a_body_that_is_announced_too_large_is_refused_unread() -> None:
    async def body() -> AsyncIterator[bytes]:
        pytest.fail("it was read")
        yield b""

    headers = {"content-length": str(100 * MEGABYTE), "accept-language": "en"}
    answer = await ask(lambda c: c.post("/v1/lifts:call", content=body(), headers=headers))

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert answer.json()["params"] == {"most": "16"}


async def test_a_body_without_an_announced_length_is_cut_off_where_it_becomes_too_large() -> None:
    read = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(100):
            read += MEGABYTE
            yield b" " * MEGABYTE

    answer = await ask(lambda client: client.post("/v1/lifts:call", content=body()))

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert read == MOST_BYTES + MEGABYTE


async def test_a_path_that_streams_has_bounds_of_its_own() -> None:
    app = rest.app("Toy", Access(Tokens(), Posts()), streams=("/papers",))
    headers = {"content-length": str(100 * MEGABYTE)}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://toy") as to:
        streamed = await to.post("/v1/papers", headers=headers)
        kept = await to.post("/v1/papers/7", headers=headers)

    assert (streamed.status_code, kept.status_code) == (404, 413)


async def test_a_method_is_not_repeated_when_nobody_knows_it() -> None:
    answer = await ask(lambda client: client.request("WANGXIAOMING", "/v1/wait"))

    assert answer.json()["code"] == "method_not_allowed"
    assert "WANG" not in answer.text
