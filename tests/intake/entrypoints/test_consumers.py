"""What mediation tells, taken in once and in any order, on a real database."""

from itertools import permutations
from uuid import UUID

import pytest

from chassis.events.inbox import AlreadyHandled, Delivery
from onedoor.intake.events.v1 import matter_events_pb2 as intake
from onedoor.mediation.events.v1 import referral_events_pb2 as pb
from tests.builders import an_id, at
from tests.intake.conftest import Clerk, Place
from tests.intake.doing import ACCUSATION, Told, a_forwarded_matter, a_matter, done, shown

pytestmark = pytest.mark.engines


async def a_referral(place: Place, bureau: Clerk) -> tuple[str, str]:
    matter = await a_forwarded_matter(bureau)
    rules = place.house.intake.rulebooks.on(place.code, at("2026-09-16").date())
    kind = next(iter(rules.disputes))
    told = await done(
        bureau,
        matter,
        "refer",
        dispute_kind=kind,
        petitioner="2026-09-15",
        respondent="2026-09-16",
    )
    return matter, told["referrals"][0]["id"]


def events_of(matter: str, referral: str) -> list[tuple[UUID, object]]:
    def told(version: int, status: str, outcome: str = "") -> pb.Referral:
        return pb.Referral(
            referral_id=referral,
            matter_id=matter,
            version=version,
            status=status,
            outcome=outcome,
        )

    return [
        (an_id(), pb.ReferralAccepted(referral=told(2, "accepted"))),
        (an_id(), pb.ReferralConcluded(referral=told(3, "concluded", "agreed"))),
    ]


async def referral_of(bureau: Clerk, matter: str) -> Told:
    (referral,) = (await shown(bureau, matter))["referrals"]
    return {"status": referral["status"], "outcome": referral["outcome"]}


@pytest.mark.parametrize("order", list(permutations(range(2))))
async def test_the_newest_of_what_mediation_told_stands(
    place: Place, order: tuple[int, ...]
) -> None:
    bureau = await place.clerk("petition-bureau")
    matter, referral = await a_referral(place, bureau)
    events = events_of(matter, referral)

    for number in order:
        await place.tell("intake-record-referral-outcomes", *events[number])

    assert await referral_of(bureau, matter) == {"status": "concluded", "outcome": "agreed"}


async def test_an_event_told_twice_is_taken_in_once(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    matter, referral = await a_referral(place, bureau)
    event = events_of(matter, referral)[0]
    await place.tell("intake-record-referral-outcomes", *event)
    version = (await shown(bureau, matter))["version"]

    assert await place.tell("intake-record-referral-outcomes", *event) is False

    assert (await shown(bureau, matter))["version"] == version


async def test_what_is_told_of_a_sealed_referral_changes_nothing_and_is_no_fault(
    place: Place,
) -> None:
    """Mediation tells it once more when its matter was sealed, without the id of the matter."""
    bureau = await place.clerk("petition-bureau")
    matter, referral = await a_referral(place, bureau)
    await place.tell("intake-record-referral-outcomes", *events_of(matter, referral)[0])
    sealed = pb.Referral(referral_id=referral, version=3, status="accepted")

    await place.tell(
        "intake-record-referral-outcomes", an_id(), pb.ReferralAccepted(referral=sealed)
    )

    assert (await referral_of(bureau, matter))["status"] == "accepted"


async def test_a_registration_told_twice_is_indexed_once(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await a_forwarded_matter(bureau)

    await place.index()
    once = await place.count("grams", matter)
    await place.index()

    assert await place.count("grams", matter) == once > 0


async def test_a_batch_makes_each_open_matter_findable_and_no_sealed_one(place: Place) -> None:
    """Also when a part of it was taken in before."""
    bureau = await place.clerk("petition-bureau")
    first, second = await a_matter(bureau), await a_matter(bureau)
    sealed = await a_matter(bureau)
    await done(bureau, sealed, "classify", **ACCUSATION)
    told = [
        (
            Delivery("intake-index-texts", place.code, an_id()),
            intake.MatterRegistered(matter=intake.Matter(matter_id=matter)),
        )
        for matter in (first, second, sealed)
    ]
    indexing = place.house.subscription("intake-index-texts")
    assert indexing.handle_all

    await indexing.handle_all(told[:1])
    await indexing.handle_all(told)
    with pytest.raises(AlreadyHandled):
        await indexing.handle_all(told)

    found = [await place.count("grams", matter) for matter in (first, second, sealed)]
    assert found[0] == found[1] > found[2] == 0
