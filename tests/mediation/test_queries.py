"""What mediation's screens read."""

from uuid import UUID

import pytest

from chassis.kernel import Forbidden, Principal
from chassis.pages import Page
from services.mediation.adapters.postgres import Postgres, kept
from services.mediation.domain.consent import Declaration, Manner, Side
from services.mediation.domain.referral import Referral
from services.mediation.domain.states import State
from services.mediation.queries import Queries
from tests.builders import NOON, an_id, somewhere
from tests.mediation.adapters.test_postgres import kept as saved
from tests.mediation.builders import (
    a_mediator,
    a_referral,
    a_referrer,
    an_accepted_referral,
    an_offer,
)

pytestmark = pytest.mark.engines


@pytest.fixture
def queries(postgres: Postgres) -> Queries:
    refresh = postgres.calendars.refresh
    return Queries(postgres.engine, postgres.vault, kept(postgres.rulebooks), refresh)


async def three(postgres: Postgres, here: str) -> list[Referral]:
    """Oldest first."""
    referrals = [a_referral(here) for _ in range(3)]
    referrals.sort(key=lambda referral: referral.id)
    return [await saved(postgres, referral) for referral in referrals]


async def ids(queries: Queries, actor: Principal, page: Page) -> list[object]:
    return [found.id for found in await queries.list_referrals(actor, page)]


async def test_a_list_is_newest_first_and_goes_on_after_its_last_row(
    postgres: Postgres, queries: Queries
) -> None:
    here = somewhere()
    oldest, middle, newest = await three(postgres, here)
    actor = a_referrer(here)

    assert await ids(queries, actor, Page(2)) == [newest.id, middle.id]
    assert await ids(queries, actor, Page(2, (middle.id,))) == [oldest.id]


async def test_a_list_is_narrowed_by_status_and_by_matter(
    postgres: Postgres, queries: Queries
) -> None:
    here, matter = somewhere(), an_id()
    accepted = await saved(postgres, an_accepted_referral(here))
    offered = await saved(postgres, a_referral(here, offer=an_offer(matter)))
    actor = a_mediator(here)

    by_status = await queries.list_referrals(actor, Page(9), status=State.ACCEPTED)
    by_matter = await queries.list_referrals(actor, Page(9), matter=matter)

    assert [found.id for found in by_status] == [accepted.id]
    assert [found.id for found in by_matter] == [offered.id]


async def test_the_words_are_opened_for_whoever_may_see_the_referral(
    postgres: Postgres, queries: Queries
) -> None:
    here = somewhere()
    referral = a_referral(here)
    referral.decline("other", "王小明要求直接起诉", by=a_mediator(here), now=NOON)
    await saved(postgres, referral)

    read = await queries.get_referral(a_referrer(here), referral.id)

    assert (read.remark, read.account) == ("王小明要求直接起诉", None)


async def test_a_replay_tells_every_referral_once_and_can_be_taken_up_again(
    postgres: Postgres, queries: Queries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.mediation.queries.REPLAYED_AT_ONCE", 2)
    here = somewhere()
    oldest, middle, newest = await three(postgres, here)
    sealed = await saved(postgres, a_referral(here, sealed=True))
    everything = sorted([oldest.id, middle.id, newest.id, sealed.id])
    actor = a_mediator(here)

    whole = [found.id async for found in queries.replay(actor, UUID(int=0))]
    rest = [found.id async for found in queries.replay(actor, everything[1])]

    assert (whole, rest) == (everything, everything[2:])


async def test_a_replay_is_for_machines_with_the_permission(queries: Queries) -> None:
    with pytest.raises(Forbidden, match="journal:replay"):
        [found async for found in queries.replay(a_referrer(somewhere()), an_id())]


async def test_consents_are_read_back_with_the_post_that_wrote_them(
    postgres: Postgres, queries: Queries
) -> None:
    here = somewhere()
    referral = await saved(postgres, an_accepted_referral(here))

    read = await queries.get_referral(a_mediator(here), referral.id)

    assert read.referral.consents == tuple(
        Declaration(side, Manner.SIGNED, NOON.date(), "mediation-centre/clerk") for side in Side
    )
