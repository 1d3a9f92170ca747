"""Operations that need a permission and nothing else: each role has them, or does not."""

from collections.abc import AsyncIterator

import pytest

from tests.access.cells import Outcome, attempt_on, expected, mismatches, nothing_kept
from tests.access.county import BUREAU, CENTRE, each_role
from tests.access.stage import Stage
from tools.pages.access import Rule, rules

pytestmark = pytest.mark.engines

BY_PERMISSION = [rule for rule in rules() if rule.needs and not rule.at and rule.of in {"", "rows"}]
FOR_ANY_POST = [rule for rule in rules() if rule.asks == "post" and not rule.of]


@pytest.fixture(scope="module")
async def undisturbed(stage: Stage) -> AsyncIterator[Stage]:
    for organ in (BUREAU, CENTRE):
        for roles in each_role():
            stage.county.knocker(*roles, organ=organ)
    await stage.county.employ()
    async with nothing_kept():
        yield stage


@pytest.mark.parametrize("rule", BY_PERMISSION, ids=lambda r: f"{r.service}.{r.operation}")
async def test_the_permission_decides(undisturbed: Stage, rule: Rule) -> None:
    attempt, found = attempt_on(undisturbed, rule), []
    for roles in each_role():
        knocker = undisturbed.county.knocker(*roles, organ=BUREAU)
        outcome = expected(rule, knocker, None)
        found.append((str(knocker), outcome, await attempt.by(knocker)))

    assert list(mismatches(found)) == []
    assert {outcome for _, outcome, _ in found} == {Outcome.DONE, Outcome.NO_RIGHT}


@pytest.mark.parametrize("rule", FOR_ANY_POST, ids=lambda r: f"{r.service}.{r.operation}")
async def test_any_post_will_do(undisturbed: Stage, rule: Rule) -> None:
    attempt, found = attempt_on(undisturbed, rule), []
    for organ in (BUREAU, CENTRE):
        for roles in each_role():
            knocker = undisturbed.county.knocker(*roles, organ=organ)
            found.append((str(knocker), Outcome.DONE, await attempt.by(knocker)))

    assert list(mismatches(found)) == []
