"""Who finds a referral."""

import pytest

from chassis.kernel import Principal
from services.mediation.adapters.postgres import Postgres
from services.mediation.domain import permissions
from services.mediation.domain.errors import NoSuchReferral
from tests.builders import a_principal, somewhere
from tests.mediation.adapters.test_postgres import kept, loaded
from tests.mediation.builders import MEDIATING, READING, a_referral

pytestmark = pytest.mark.engines

OVERSEEING = frozenset({permissions.READ_ALL})


async def is_found(postgres: Postgres, *, sealed: bool, organ: str, may: frozenset[str]) -> bool:
    here = somewhere()
    referral = await kept(postgres, a_referral(here, sealed=sealed))
    actor: Principal = a_principal(organ, here, may)
    try:
        return (await loaded(postgres, actor, referral.id)).id == referral.id
    except NoSuchReferral:
        return False


@pytest.mark.parametrize(
    ("organ", "may", "open_one", "sealed_one"),
    [
        ("mediation-centre", MEDIATING, True, True),
        ("mediation-centre", READING, True, False),
        ("mediation-centre", frozenset({"order:issue"}), False, False),
        ("petition-bureau", READING, True, False),
        ("housing", MEDIATING, False, False),
        ("housing", READING, False, False),
        ("county", OVERSEEING, True, False),
    ],
)
async def test_the_relation_to_the_referral_decides(
    postgres: Postgres, organ: str, may: frozenset[str], open_one: bool, sealed_one: bool
) -> None:
    assert await is_found(postgres, sealed=False, organ=organ, may=may) is open_one
    assert await is_found(postgres, sealed=True, organ=organ, may=may) is sealed_one
