"""Every operation on a thing, as every role at every desk, open and sealed: who gets what."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import replace

import pytest
from sqlalchemy import Table

from chassis.database import Buffer, Row
from tests.access.cells import (
    Answer,
    Attempt,
    Outcome,
    attempt_on,
    expected,
    mismatches,
    nothing_kept,
)
from tests.access.county import (
    CENTRE,
    ORGANS,
    SEALED_ORGANS,
    SIBLING,
    Knocker,
    each_role,
    named_for_accusations,
)
from tests.access.stage import Stage
from tools.pages.access import Rule, doors, rules

pytestmark = pytest.mark.engines

SEALED = ("matter", "referral", "order")
SEALED_INSTEAD = {
    "forwarded": "sealed",
    "registered": "sealed",
    "leaving": "sealed",
    "extension": "sealed_accepted",
    **{at: f"sealed_{at}" for at in ("objected", "accepted", "assigned")},
    **{at: f"sealed_{at}" for at in ("reported", "answered", "closed")},
    **{at: f"{at}_sealed" for at in ("offered", "mediating", "stopped")},
    **{at: f"{at}_sealed" for at in ("issued", "order_answered")},
}
"""What is sealed and in the same state."""
GIVING = {"forward_matter", "ForwardMatter", "assign_matter", "AssignMatter"}
"""A sealed matter has one organ besides the desk: only what lies with nobody is given."""
NEVER_DONE = {
    "link_matter": "a sealed matter stays with its readers",
    "split_matter": "the same",
    "refer_matter": "the same",
    "request_extension": "an accusation has no term of handling that could be longer",
    "approve_extension": "the same",
    "decline_extension": "the same",
    "issue_opinion": "an accusation is answered by a reply",
    "IssueOpinion": "the same",
    "hand_over_matter": "what leaves the procedure is a claim, and no accusation",
}
"""Whoever may do it to an open matter may not to a sealed one: it is refused as it is."""
AT_ONCE = 6


@pytest.fixture(scope="module")
async def undisturbed(stage: Stage) -> AsyncIterator[Stage]:
    """Everybody who will knock holds their post, and nothing of what they do stays."""
    for rule in rules():
        list(_knockers(stage, rule, sealed=False))
        list(_knockers(stage, rule, sealed=True))
    await stage.county.employ()
    async with nothing_kept():
        yield stage


ON_A_THING = [rule for rule in rules() if rule.at and rule.of != "delivery"]


OF_THE_HOUSE = {"change_organ", "give_post", "take_post", "set_password", "deactivate_person"}
CHANGING = [
    rule
    for rule in rules()
    if (rule in ON_A_THING and rule.operation != "add_attachment") or rule.operation in OF_THE_HOUSE
    if doors()[rule.service, rule.operation].verb in {"POST", "PUT", "PATCH"}
]
"""Over gRPC a message has no such fields; a form with a file has other parts, not a body."""


def _name(rule: Rule) -> str:
    return f"{rule.service}.{rule.operation}"


@pytest.mark.parametrize("rule", ON_A_THING, ids=_name)
async def test_an_open_thing_is_for_whom_the_rule_says(undisturbed: Stage, rule: Rule) -> None:
    attempt = Attempt(undisturbed, rule, undisturbed.things[rule.at])
    found = await _all(attempt, list(_knockers(undisturbed, rule, sealed=False)))

    assert list(mismatches(found)) == []
    assert {outcome for _, outcome, _ in found} >= {Outcome.DONE, Outcome.HIDDEN}


@pytest.mark.parametrize("rule", [r for r in ON_A_THING if r.of in SEALED], ids=_name)
async def test_a_sealed_thing_is_for_its_readers_alone(undisturbed: Stage, rule: Rule) -> None:
    sealed = "sealed_ungiven" if rule.operation in GIVING else SEALED_INSTEAD[rule.at]
    attempt = Attempt(undisturbed, rule, undisturbed.things[sealed])
    found = await _all(attempt, list(_knockers(undisturbed, rule, sealed=True)))

    assert list(mismatches(found)) == []
    assert Outcome.HIDDEN in {outcome for _, outcome, _ in found}
    done = any(answer.fits(Outcome.DONE) for _, _, answer in found)
    assert done is (rule.operation not in NEVER_DONE), _refusals(found)


def _refusals(found: Sequence[tuple[str, Outcome, Answer]]) -> list[str]:
    """Of those who are let through."""
    let = [(who, answer) for who, outcome, answer in found if outcome is Outcome.LET_THROUGH]
    return [f"{who}: {answer.status} ({answer.told!s:.300})" for who, answer in let]


@pytest.mark.parametrize("rule", CHANGING, ids=_name)
async def test_a_desk_an_organ_or_a_county_slipped_into_the_body_changes_nothing(
    undisturbed: Stage, monkeypatch: pytest.MonkeyPatch, rule: Rule
) -> None:
    """It is refused, or what is written is written where it belongs and names nothing of it."""
    stage, sent = undisturbed, dict(rule.send or {})
    slipped = {name: value for name, value in _slipped(stage).items() if name not in sent}
    attempt = attempt_on(stage, rule)
    forged = replace(attempt, rule=replace(rule, send=sent | slipped))
    by = next(
        knocker
        for knocker in _knockers(stage, rule, sealed=False)
        if expected(rule, knocker, attempt.thing) is Outcome.DONE
    )
    written: list[str] = []
    for name in ("insert", "upsert"):
        monkeypatch.setattr(Buffer, name, _noting(getattr(Buffer, name), written))

    honest = await attempt.by(by)
    before, written[:] = len(written), []
    answer = await forged.by(by)

    assert honest.fits(Outcome.DONE)
    assert before, "nothing is written by it even as it is meant"
    assert answer.status == 422 or (answer.status == honest.status and len(written) == before)
    assert answer.status != 422 or written == []
    trace = re.compile("|".join(rf"[\"']{value}[\"']" for value in set(slipped.values())))
    assert [row for row in written if trace.search(row)] == []


def _slipped(stage: Stage) -> dict[str, str]:
    """Of organs and counties that there are, and that have nothing to do with any thing here."""
    names = ("desk", "organ", "owner", "department", "addressee", "centre")
    return dict.fromkeys(names, SIBLING) | {"jurisdiction": stage.county.elsewhere}


def _noting(kept: Callable[..., None], written: list[str]) -> Callable[..., None]:
    def noted(buffer: Buffer, table: Table, row: Row) -> None:
        written.append(f"{table} {dict(row)}")
        kept(buffer, table, row)

    return noted


async def _all(attempt: Attempt, knockers: Sequence[Knocker]) -> list[tuple[str, Outcome, Answer]]:
    """A few at once, as doors are used."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(knocker: Knocker) -> tuple[str, Outcome, Answer]:
        async with gate:
            answer = await attempt.by(knocker)
        return str(knocker), expected(attempt.rule, knocker, attempt.thing), answer

    return await asyncio.gather(*map(one, knockers))


def _knockers(stage: Stage, rule: Rule, *, sealed: bool) -> Iterator[Knocker]:
    """Each role at each desk that may have to do with it; and everybody's like from elsewhere."""
    county = stage.county
    for roles in each_role():
        for organ in _organs(rule, sealed=sealed):
            yield county.knocker(*roles, organ=organ)
        yield county.knocker(*roles, organ=_organs(rule, sealed=sealed)[0], place=county.elsewhere)
    if sealed:
        for roles in named_for_accusations():
            for organ in _organs(rule, sealed=True):
                yield county.knocker(*roles, organ=organ)


def _organs(rule: Rule, *, sealed: bool) -> Sequence[str]:
    if rule.of == "matter":
        return SEALED_ORGANS if sealed else ORGANS
    return (CENTRE, *ORGANS)
