"""Who finds an order, and who a suggestion."""

import pytest

from services.evaluation.adapters.postgres import Postgres
from services.evaluation.domain import permissions
from services.evaluation.domain.errors import NoSuchOrder, NoSuchSuggestion
from tests.builders import NOON, a_principal, somewhere
from tests.evaluation.adapters.test_postgres import kept, loaded
from tests.evaluation.builders import (
    ANSWERING,
    SUPERVISING,
    a_suggestion,
    a_supervisor,
    an_order,
)

pytestmark = pytest.mark.engines

READING = frozenset({permissions.READ_OWN})
OVERSEEING = frozenset({permissions.READ_ALL})


async def is_found(postgres: Postgres, *, sealed: bool, organ: str, may: frozenset[str]) -> bool:
    here = somewhere()
    order = an_order(here)
    if sealed:
        order.seal(by=a_supervisor(here), now=NOON)
    await kept(postgres, here, order)
    try:
        return (await loaded(postgres, a_principal(organ, here, may), order.id)).id == order.id
    except NoSuchOrder:
        return False


@pytest.mark.parametrize(
    ("organ", "may", "open_one", "sealed_one"),
    [
        ("petition-bureau", SUPERVISING, True, True),
        ("petition-bureau", READING, True, False),
        ("housing", ANSWERING, True, True),
        ("housing", READING, True, False),
        ("housing", frozenset({"alert:acknowledge"}), False, False),
        ("health", ANSWERING | READING, False, False),
        ("discipline", SUPERVISING, False, False),
        ("county", OVERSEEING, True, False),
    ],
)
async def test_the_relation_to_the_order_decides(
    postgres: Postgres, organ: str, may: frozenset[str], open_one: bool, sealed_one: bool
) -> None:
    assert await is_found(postgres, sealed=False, organ=organ, may=may) is open_one
    assert await is_found(postgres, sealed=True, organ=organ, may=may) is sealed_one


@pytest.mark.parametrize(
    ("may", "found"), [(SUPERVISING, True), (ANSWERING | READING | OVERSEEING, False)]
)
async def test_a_suggestion_is_for_those_who_may_issue(
    postgres: Postgres, may: frozenset[str], found: bool
) -> None:
    here = somewhere()
    suggestion = a_suggestion(here)
    await kept(postgres, here, suggestion)
    actor = a_principal("petition-bureau", here, may)

    async with postgres.acting(actor) as work:
        if found:
            assert (await work.suggestions.get(suggestion.id, seen_by=actor)).id == suggestion.id
        else:
            with pytest.raises(NoSuchSuggestion):
                await work.suggestions.get(suggestion.id, seen_by=actor)
