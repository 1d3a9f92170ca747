"""No operation listens to who has no token, an old one, somebody else's, or no post."""

from datetime import timedelta

import pytest

from chassis.kernel import new_id
from services.identity.domain.roles import Role
from tests.access.cells import attempt_on
from tests.access.county import BUREAU, Knocker
from tests.access.stage import Stage
from tools.pages.access import Rule, rules

pytestmark = pytest.mark.engines

EVERY_ROLE = tuple(role for role in Role if role not in {Role.SERVICE, Role.IMPORTER})
SIGNED_IN = [rule for rule in rules() if rule.asks != "code"]


@pytest.mark.parametrize("rule", SIGNED_IN, ids=lambda r: f"{r.service}.{r.operation}")
async def test_without_a_token_that_holds_nothing_is_done(stage: Stage, rule: Rule) -> None:
    county, attempt = stage.county, attempt_on(stage, rule)
    somebody = stage.by(BUREAU)
    good = county.token(somebody)
    head, payload, signature = good.split(".")
    forged = county.token(somebody, place=county.elsewhere).split(".")[1]
    refused = {
        "nobody": None,
        "nonsense": "let-me-in",
        "expired": county.token(somebody, lasts=timedelta(hours=-1)),
        "unsigned": f"{head}.{payload}.",
        "signed for something else": f"{head}.{forged}.{signature}",
    }

    statuses = {why: (await attempt.by(token)).status for why, token in refused.items()}

    assert statuses == dict.fromkeys(refused, 401)


@pytest.mark.parametrize("rule", SIGNED_IN, ids=lambda r: f"{r.service}.{r.operation}")
async def test_a_token_alone_opens_nothing(stage: Stage, rule: Rule) -> None:
    """It says who; a post says what they may. A post of this county is none in another."""
    county, attempt = stage.county, attempt_on(stage, rule)
    nobody = Knocker(new_id(county.now), EVERY_ROLE, BUREAU, county.here)
    moved = county.token(stage.by(BUREAU), place=county.elsewhere)

    statuses = [(await attempt.by(token)).status for token in (county.token(nobody), moved)]

    assert statuses == ([404, 404] if rule.asks == "token" else [403, 403])
