"""Every REST operation with every illness in every place: a refusal with a code, or done."""

import json
import os
from random import Random

import pytest
from sqlalchemy import func, select

from chassis import database
from services.identity.domain.roles import Role
from tests.access.cells import Attempt, nothing_kept
from tests.access.county import Knocker
from tests.access.stage import Stage
from tests.badinput.bending import Bent, filled, requests
from tests.badinput.illness import NAMES
from tools.pages.access import Rule, rule, rules

pytestmark = pytest.mark.engines

SEED = 420881
SLICE = 12
ROUNDS = int(os.environ.get("BADINPUT_ROUNDS", "1"))
"""How often the long run goes through all of it, each time as another role."""
FOLLOWS = {"follow_board"}
"""It does not end by itself."""
REST = [r for r in rules() if not r.is_rpc and r.operation not in FOLLOWS]


def _name(of: Rule) -> str:
    return f"{of.service}.{of.operation}"


@pytest.mark.parametrize("of", REST, ids=_name)
async def test_a_bent_request_is_refused_with_a_code_and_nothing_personal(
    stage: Stage, of: Rule
) -> None:
    attempt = _attempt(stage, of)
    cases = list(requests(attempt))
    picked = Random(SEED).sample(cases, min(SLICE, len(cases)))  # noqa: S311 - the same each time
    async with nothing_kept():
        by = await _welcome(attempt)
        found = [fault for case in picked if (fault := await _fault(attempt, case, by))]

    assert found == []


@pytest.mark.long
@pytest.mark.parametrize("of", REST, ids=_name)
async def test_every_bent_request_is(stage: Stage, of: Rule) -> None:
    attempt, roles = _attempt(stage, of), [*Role]
    async with nothing_kept():
        by, found = await _welcome(attempt), []
        for number in range(ROUNDS):
            found += [f for c in requests(attempt) if (f := await _fault(attempt, c, by))]
            by = stage.county.knocker(roles[number % len(roles)])
            await stage.county.employ(by)

    assert found == []


async def test_what_is_refused_leaves_nothing_behind(stage: Stage) -> None:
    """Half a write would be a row of the journal or the outbox without the rest."""
    attempt = _attempt(stage, rule("intake", "register_petition"))
    by = await _welcome(attempt)
    cases = Random(SEED).sample(list(requests(attempt)), 60)  # noqa: S311 - the same each time
    for case in cases:
        before = await _rows(stage)
        answer = await case.sent(attempt, by)
        if not answer.is_success:
            assert await _rows(stage) == before, str(case)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"channel": "letter", "title": "\xed\xa0\x80"}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"1" * 100_000,
        b'{"channel":"letter","channel":7}',
        b"channel=letter",
    ],
    ids=str,
)
@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data", "?"])
async def test_what_is_no_form_is_refused(stage: Stage, body: bytes, kind: str) -> None:
    attempt = _attempt(stage, rule("intake", "register_petition"))
    bent = Bent((), "", filled(attempt), body, {b"content-type": kind.encode()})
    answer = await bent.sent(attempt, await _welcome(attempt))

    assert answer.status_code == 422
    assert answer.json()["code"]


@pytest.mark.parametrize(
    "token",
    ["AAAA", "W10=", "WyIwMDAxLTAxLTAxIiwgMV0=", "=", "%00", "W1tbW1tb", "x" * 501, "王"],
)
async def test_a_page_token_that_was_not_made_here_is_refused(stage: Stage, token: str) -> None:
    attempt = _attempt(stage, rule("intake", "list_matters"))
    bent = Bent((), "", f"{filled(attempt)}?page_token={token}")
    answer = await bent.sent(attempt, await _welcome(attempt))

    assert answer.status_code == 422
    assert answer.json()["code"] in {"page_token_unreadable", "request_unreadable"}


async def test_a_page_token_may_hold_what_no_row_can(stage: Stage) -> None:
    attempt = _attempt(stage, rule("identity", "list_organs"))
    bent = Bent((), "", f"{filled(attempt)}?page_token=WyJcdTAwMDAiXQ==")
    answer = await bent.sent(attempt, await _welcome(attempt))

    assert (answer.status_code, answer.json()["code"]) == (422, "value_impossible")


@pytest.mark.parametrize("size", ["0", "-1", "201", "99999999999999999999", "1.5", "٣", ""])
async def test_a_page_has_1_to_200_rows(stage: Stage, size: str) -> None:
    attempt = _attempt(stage, rule("intake", "list_matters"))
    bent = Bent((), "", f"{filled(attempt)}?page_size={size}")
    answer = await bent.sent(attempt, await _welcome(attempt))

    assert (answer.status_code, answer.json()["code"]) == (422, "request_unreadable")


def _attempt(stage: Stage, of: Rule) -> Attempt:
    return Attempt(stage, of, stage.things.get(of.at))


async def _welcome(attempt: Attempt) -> Knocker:
    """Somebody for whom the unbent request is done, so that what is bent is looked at."""
    told, everybody = attempt.body(), attempt.stage.county.everybody.values()
    body = None if told is None else json.dumps(told).encode()
    good = Bent((), None, filled(attempt), body)
    async with nothing_kept():
        for by in everybody:
            if (await good.sent(attempt, by)).is_success:
                return by
    return next(iter(everybody))


async def _fault(attempt: Attempt, case: Bent, by: Knocker) -> str:
    """Why the answer is not as it must be; empty where it is."""
    answer = await case.sent(attempt, by)
    if answer.is_success:
        return ""
    code = answer.json().get("code")
    if not code or (answer.status_code >= 500 and code != "unavailable"):
        return f"{case}: {answer.status_code}"
    if any(name in answer.text for name in NAMES):
        return f"{case}: repeated by {code}"
    return ""


async def _rows(stage: Stage) -> list[int]:
    county, counts = stage.county, []
    intake = county.services["intake"]
    async with database.transaction(intake.engine, county.here, database.MACHINERY) as work:
        for table in (intake.machinery.journal, intake.machinery.outbox, intake.machinery.answers):
            rows = select(func.count()).where(table.c.jurisdiction == county.here)
            counts.append(int(await work.connection.scalar(rows) or 0))
    return counts
