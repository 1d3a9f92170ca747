"""Linking and splitting: a person decides, and no day of the law is lost by it."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from chassis.kernel import Principal, new_id
from services.intake.domain import joining
from services.intake.domain.errors import (
    AlreadyGiven,
    LinkToItself,
    MatterNotOpen,
    NoSuchItem,
    NotYourMatter,
    SealedStays,
    TooFewParts,
)
from services.intake.domain.joining import Parted, Share
from services.intake.domain.matter import Matter
from services.intake.domain.states import Status
from tests.builders import CALENDAR, NOON, RULES, at
from tests.intake.builders import (
    BUREAU,
    HEALTH,
    HOUSING,
    a_closed_matter,
    a_forwarded_matter,
    a_matter,
    a_petition,
    a_registration,
    an_accusation,
    clock_of,
    open_clocks,
)

QUIET = replace(BUREAU, once=None)
LIFT = {"title": "电梯", "body": "电梯停运"}
FEES = {"title": "物业费"}


def link(source: Matter, target: Matter, by: Principal = BUREAU) -> None:
    joining.link(source, target, by=by, quiet=QUIET, now=NOON)


def split(source: Matter, *shares: Share, item_id: UUID | None = None) -> list[Parted]:
    return joining.split(
        source,
        shares or (Share.read(LIFT, ["修好"]), Share.read(FEES, ["退费", "道歉"])),
        item_id=item_id,
        rules=RULES,
        by=BUREAU,
        quiet=QUIET,
        now=NOON,
        new_id=new_id,
    )


def test_a_linked_matters_items_move_and_its_deadlines_lapse() -> None:
    source = a_registration(a_petition(parties=({"name": "王某"},), urgent="yes")).matter
    target = a_forwarded_matter()
    before = open_clocks(target)

    link(source, target)

    assert (source.status, source.linked_into) == (Status.LINKED, target.id)
    assert open_clocks(source) == {}
    assert clock_of(source, "disposal", "petition-bureau").lapsed
    assert target.items[1:] == source.items
    assert target.parties == source.parties
    assert target.urgent
    assert open_clocks(target) == before


def test_both_matters_keep_the_link_in_their_journals() -> None:
    source, target = a_matter(), a_matter()

    link(source, target)

    assert type(source.take_facts()[-1]).__name__ == "MatterLinked"
    assert type(target.take_facts()[-1]).__name__ == "ItemsJoined"


def test_a_matter_is_not_linked_to_itself_nor_to_one_that_ended() -> None:
    matter = a_matter()

    with pytest.raises(LinkToItself):
        link(matter, matter)
    with pytest.raises(MatterNotOpen):
        link(matter, a_closed_matter())


def test_only_the_desk_that_received_it_links_it() -> None:
    with pytest.raises(NotYourMatter):
        link(a_matter(), a_matter(), HEALTH)


def test_a_sealed_matter_is_neither_linked_nor_split() -> None:
    with pytest.raises(SealedStays):
        link(an_accusation(), a_matter())
    with pytest.raises(SealedStays):
        link(a_matter(), an_accusation())
    with pytest.raises(SealedStays):
        split(an_accusation())


def test_one_letter_becomes_several_matters_with_its_day_and_its_clocks() -> None:
    source = a_registration(a_petition(received="2026-09-10"), now=at("2026-09-16")).matter

    lift, fees = (part.matter for part in split(source))

    assert source.status is Status.LINKED
    assert source.split_into == [lift.id, fees.id]
    assert open_clocks(source) == {}
    for matter in (lift, fees):
        assert matter.received == date(2026, 9, 10)
        assert matter.split_from == source.id
        assert clock_of(matter, "disposal", "petition-bureau").due(CALENDAR) == date(2026, 9, 25)
    assert [request.text.clear for request in fees.requests] == ["退费", "道歉"]
    assert fees.items[0].title.key == fees.id


def test_at_an_own_desk_each_part_lies_with_the_organ() -> None:
    source = a_matter(HOUSING)

    parts = joining.split(
        source,
        [Share.read(LIFT, ["修好"]), Share.read(FEES, ["退费"])],
        item_id=None,
        rules=RULES,
        by=HOUSING,
        quiet=HOUSING,
        now=NOON,
        new_id=new_id,
    )

    assert all(("own_notice", "housing") in open_clocks(part.matter) for part in parts)


def test_each_part_has_parties_of_its_own_that_know_whose_copies_they_are() -> None:
    source = a_registration(a_petition(parties=({"name": "王某"},))).matter

    lift, fees = split(source)

    (first,), (second,) = lift.matter.parties, fees.matter.parties
    assert len({first.id, second.id, source.parties[0].id}) == 3
    assert fees.origins == {second.id: source.parties[0].id}


def test_a_number_of_another_system_stays_with_the_letter() -> None:
    petition = replace(a_petition(), source="national", external_id="XF-1")
    source = a_registration(petition).matter

    assert [part.matter.items[0].external_id for part in split(source)] == ["", ""]


def test_one_share_or_one_without_requests_is_no_split() -> None:
    with pytest.raises(TooFewParts):
        split(a_matter(), Share.read(LIFT, ["修好"]))
    with pytest.raises(TooFewParts):
        Share.read(LIFT, [])


def test_what_lies_with_an_organ_is_not_split_under_its_hands() -> None:
    with pytest.raises(AlreadyGiven):
        split(a_forwarded_matter())


def test_of_several_items_one_that_came_later_may_be_split_off() -> None:
    target, source = a_matter(), a_matter()
    link(source, target)
    first, later = target.items

    with pytest.raises(NoSuchItem):
        split(target, item_id=first.id)
    with pytest.raises(NoSuchItem):
        split(target)
    split(target, item_id=later.id)

    assert target.items == [first]
    assert target.status is Status.REGISTERED
