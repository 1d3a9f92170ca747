"""People: what they hold begins and ends on days, and what they are called stays sealed."""

from datetime import date, timedelta

import pytest

from chassis import masking
from services.identity.domain.errors import (
    MaskedValue,
    PersonInactive,
    PersonUnreadable,
    PostNotTheirs,
)
from services.identity.domain.facts import PersonDeactivated, PostGiven, PostTaken
from services.identity.domain.founder import founder
from services.identity.domain.person import Person, read_login
from tests.builders import NOON, an_id
from tests.identity.builders import a_person

BY = founder("420881")
TODAY = date(2026, 9, 16)


def a_handler() -> Person:
    person = a_person()
    person.give_post("housing/handler-1", ["handler"], by=BY, now=NOON)
    return person


def test_a_person_s_name_and_addresses_never_show_themselves() -> None:
    assert "周敏" not in repr(a_person())
    assert "zhou@example.test" not in repr(a_person())


def test_a_post_given_today_is_held_today() -> None:
    person = a_handler()

    assert [post.since for post in person.posts_not_over(TODAY)] == [TODAY]
    assert isinstance(person.facts[-1], PostGiven)


def test_a_post_taken_at_once_is_not_held_today() -> None:
    person = a_handler()
    person.take_post("housing/handler-1", by=BY, now=NOON)

    assert person.posts_not_over(TODAY) == ()
    assert person.posts[0].until == date(2026, 9, 15)


def test_a_post_with_a_last_day_is_held_until_that_day_is_over() -> None:
    person = a_handler()
    person.take_post("housing/handler-1", last_day=date(2026, 9, 30), by=BY, now=NOON)

    assert person.posts_not_over(date(2026, 9, 30))
    assert not person.posts_not_over(date(2026, 10, 1))


def test_a_last_day_in_the_past_means_today() -> None:
    person = a_handler()
    person.take_post("housing/handler-1", last_day=date(2026, 1, 1), by=BY, now=NOON)

    assert person.posts[0].until == TODAY


def test_the_day_turns_in_shanghai_wherever_the_server_stands() -> None:
    person = a_person()
    late = NOON.replace(hour=23, minute=59)
    person.give_post("housing/handler-1", ["handler"], by=BY, now=late)
    person.take_post("housing/handler-1", by=BY, now=late + timedelta(minutes=1))

    assert person.posts[0].since == TODAY
    assert person.posts[0].until == TODAY


def test_a_post_that_is_not_held_cannot_be_taken() -> None:
    person = a_handler()
    person.take_post("housing/handler-1", by=BY, now=NOON)

    for code in ("housing/handler-1", "housing/head"):
        with pytest.raises(PostNotTheirs):
            person.take_post(code, by=BY, now=NOON)


def test_a_post_may_be_held_again_and_history_stays() -> None:
    person = a_handler()
    person.take_post("housing/handler-1", by=BY, now=NOON)
    person.give_post("housing/handler-1", ["handler"], by=BY, now=NOON + timedelta(days=3))

    assert [post.since for post in person.posts] == [TODAY, date(2026, 9, 19)]
    assert len(person.posts_not_over(date(2026, 9, 19))) == 1


def test_who_leaves_loses_every_post_with_a_fact_for_each() -> None:
    person = a_handler()
    person.give_post("housing/head", ["head"], by=BY, now=NOON)
    person.take_facts()
    person.deactivate(by=BY, now=NOON)
    person.deactivate(by=BY, now=NOON)

    assert [type(fact) for fact in person.facts] == [PostTaken, PostTaken, PersonDeactivated]
    assert not person.active
    with pytest.raises(PersonInactive):
        person.change_contacts([], by=BY, now=NOON)


@pytest.mark.parametrize("login", ["", "a", "张三", "a b", "a" * 65, "-a", "a\n"])
def test_a_login_name_is_plain(login: str) -> None:
    with pytest.raises(PersonUnreadable):
        Person.enter(
            "420881",
            an_id(),
            login=login,
            name="周敏",
            contacts=[],
            machine=False,
            by=BY,
            now=NOON,
        )


def test_a_login_name_is_the_same_in_capitals() -> None:
    assert read_login("Zhou.Min") == "zhou.min"


def test_a_masked_name_is_never_written() -> None:
    with pytest.raises(MaskedValue):
        Person.enter(
            "420881",
            an_id(),
            login="zhou.min",
            name=masking.mask_name("周敏"),
            contacts=[],
            machine=False,
            by=BY,
            now=NOON,
        )
