"""Every operation on a thing, as every role at every desk, open and sealed: who gets what."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence

import pytest

from tests.access.cells import Answer, Attempt, Outcome, expected, mismatches, nothing_kept
from tests.access.county import (
    CENTRE,
    ORGANS,
    SEALED_ORGANS,
    Knocker,
    each_role,
    named_for_accusations,
)
from tests.access.stage import Stage
from tools.pages.access import Rule, rules

pytestmark = pytest.mark.engines

SEALED_INSTEAD = {"matter": "sealed", "referral": "offered_sealed", "order": "issued_sealed"}
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


def _name(rule: Rule) -> str:
    return f"{rule.service}.{rule.operation}"


@pytest.mark.parametrize("rule", ON_A_THING, ids=_name)
async def test_an_open_thing_is_for_whom_the_rule_says(undisturbed: Stage, rule: Rule) -> None:
    attempt = Attempt(undisturbed, rule, undisturbed.things[rule.at])
    found = await _all(attempt, list(_knockers(undisturbed, rule, sealed=False)))

    assert list(mismatches(found)) == []
    assert {outcome for _, outcome, _ in found} >= {Outcome.DONE, Outcome.HIDDEN}


@pytest.mark.parametrize("rule", [r for r in ON_A_THING if r.of in SEALED_INSTEAD], ids=_name)
async def test_a_sealed_thing_is_for_its_readers_alone(undisturbed: Stage, rule: Rule) -> None:
    attempt = Attempt(undisturbed, rule, undisturbed.things[SEALED_INSTEAD[rule.of]])
    found = await _all(attempt, list(_knockers(undisturbed, rule, sealed=True)))

    assert list(mismatches(found)) == []
    assert Outcome.HIDDEN in {outcome for _, outcome, _ in found}


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
