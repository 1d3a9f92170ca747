"""What intake's screens read, on a real database."""

from uuid import UUID

import pytest

from chassis.kernel import Forbidden
from chassis.pages import Page
from services.intake.domain.permissions import (
    CLASSIFY_MATTERS,
    HANDLE_ACCUSATIONS,
    READ_ALL_MATTERS,
    READ_MATTERS,
    REGISTER_PETITIONS,
)
from services.intake.queries import Filters
from tests.intake.conftest import Clerk, Place
from tests.intake.doing import (
    ACCUSATION,
    CLAIM,
    a_forwarded_matter,
    a_matter,
    done,
)

pytestmark = pytest.mark.engines

ONLY_OWN = frozenset({READ_MATTERS})


async def listed(clerk: Clerk, **filters: str) -> list[str]:
    queries = clerk.place.house.intake.queries
    lines = await queries.list_matters(clerk.actor, Page(50), Filters(**filters))
    return [str(line.id) for line in lines]


async def test_whoever_reads_all_sees_what_lies_anywhere(place: Place) -> None:
    bureau, housing = await place.clerk("petition-bureau"), await place.clerk("housing")
    leader = await place.clerk("county", frozenset({READ_ALL_MATTERS}))
    matters = {await a_matter(bureau), await a_matter(housing), await a_forwarded_matter(bureau)}

    assert set(await listed(leader)) == matters


async def test_an_organ_that_gave_a_matter_back_still_sees_what_became_of_it(place: Place) -> None:
    bureau, housing = await place.clerk("petition-bureau"), await place.clerk("housing")
    matter = await a_forwarded_matter(bureau)
    await done(housing, matter, "object_to_assignment", ground="不属于我单位职责")
    await done(bureau, matter, "decide_objection", organ="housing", upheld=True, reason="同意")
    clerk = await place.clerk("housing", ONLY_OWN)

    assert await listed(clerk) == [matter]


async def test_of_its_own_matters_an_organ_finds_those_that_others_hold_too(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    alone, together = await a_forwarded_matter(bureau), await a_matter(bureau)
    await done(bureau, together, "classify", **CLAIM)
    await done(bureau, together, "forward", lead="housing", co_handlers=["health"])
    housing = await place.clerk("housing", ONLY_OWN)

    assert set(await listed(housing)) == {alone, together}
    assert await listed(housing, organ="health") == [together]


async def test_matters_are_found_by_the_desk_that_received_them(place: Place) -> None:
    bureau, housing = await place.clerk("petition-bureau"), await place.clerk("housing")
    await a_matter(bureau)
    own = await a_matter(housing)

    assert await listed(bureau, desk="housing") == [own]


async def test_a_sealed_matter_is_for_those_of_its_readers_who_handle_accusations(
    place: Place,
) -> None:
    bureau = await place.clerk("petition-bureau")
    sealed = await a_matter(bureau)
    await done(bureau, sealed, "classify", **ACCUSATION, respondents=["housing"])
    handler = await place.clerk("discipline", frozenset({READ_MATTERS, HANDLE_ACCUSATIONS}))
    colleague = await place.clerk("discipline", ONLY_OWN)
    leader = await place.clerk("county", frozenset({READ_ALL_MATTERS}))
    elsewhere = await place.clerk("health", frozenset({READ_ALL_MATTERS, HANDLE_ACCUSATIONS}))

    assert await listed(handler) == [sealed]
    assert await listed(colleague) == await listed(leader) == await listed(elsewhere) == []


async def test_a_matter_unsealed_again_is_no_longer_the_readers(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await a_matter(bureau)
    await done(bureau, matter, "classify", **ACCUSATION, respondents=["housing"])
    await done(bureau, matter, "classify", **CLAIM)
    handler = await place.clerk("discipline", frozenset({READ_MATTERS, HANDLE_ACCUSATIONS}))

    assert await listed(handler) == []
    assert await listed(bureau) == [matter]
    assert await place.count("grams", matter) > 0


async def test_reading_takes_a_permission(place: Place) -> None:
    registrar = await place.clerk("petition-bureau", frozenset({REGISTER_PETITIONS}))
    matter = await a_matter(registrar)

    with pytest.raises(Forbidden):
        await listed(registrar)
    with pytest.raises(Forbidden):
        await place.house.intake.queries.get_matter(registrar.actor, UUID(matter))


async def test_who_acts_without_reading_is_told_that_it_was_done_and_no_more(place: Place) -> None:
    may = frozenset({REGISTER_PETITIONS, CLASSIFY_MATTERS})
    registrar = await place.clerk("petition-bureau", may)
    matter = await a_matter(registrar)

    told = await done(registrar, matter, "classify", **CLAIM)

    assert told == {"id": matter, "version": told["version"], "sealed": False}
