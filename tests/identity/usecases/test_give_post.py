"""Posts are given by others, and held by one person at a time."""

from dataclasses import replace

import pytest

from services.identity.domain.errors import OwnPost, PersonInactive, PostHeld
from services.identity.domain.forms import PostForm
from services.identity.domain.founder import founder
from services.identity.usecases import (
    Ports,
    deactivate_person,
    enter_person,
    give_post,
    take_post,
)
from tests.identity.builders import a_form

HERE = "420881"
ACTOR = founder(HERE)
HEAD = PostForm("housing/head", ("head", "handler"))


async def test_a_person_may_hold_several_posts(ports: Ports) -> None:
    person = await enter_person(ports, ACTOR, a_form(HERE))
    person = await give_post(ports, ACTOR, person.id, HEAD)

    assert [post.code for post in person.posts] == ["housing/handler-1", "housing/head"]


async def test_nobody_gives_a_post_to_themselves(ports: Ports) -> None:
    person = await enter_person(ports, ACTOR, a_form(HERE))

    with pytest.raises(OwnPost):
        await give_post(ports, replace(ACTOR, person=person.id), person.id, HEAD)


async def test_a_post_is_free_again_once_it_was_taken(ports: Ports) -> None:
    first = await enter_person(ports, ACTOR, a_form(HERE, "zhou", HEAD))
    second = await enter_person(
        ports, ACTOR, a_form(HERE, "wu", PostForm("housing/handler-2", ("handler",)))
    )
    with pytest.raises(PostHeld):
        await give_post(ports, ACTOR, second.id, HEAD)

    await take_post(ports, ACTOR, first.id, HEAD.code)
    second = await give_post(ports, ACTOR, second.id, HEAD)

    assert second.posts[-1].code == HEAD.code


async def test_who_left_gets_no_post(ports: Ports) -> None:
    person = await enter_person(ports, ACTOR, a_form(HERE))
    await deactivate_person(ports, ACTOR, person.id)

    with pytest.raises(PersonInactive):
        await give_post(ports, ACTOR, person.id, HEAD)
