"""Somebody is entered, with everything they need on their first day."""

from dataclasses import replace

import pytest

from chassis.kernel import Forbidden
from services.identity.domain.errors import (
    LoginTaken,
    NoSuchOrgan,
    PasswordTooWeak,
    PersonUnreadable,
    PostHeld,
    RealmAway,
)
from services.identity.domain.facts import PasswordSet, PersonEntered, PostGiven
from services.identity.domain.forms import PostForm
from services.identity.domain.founder import founder
from services.identity.usecases import Ports, enter_person
from tests.builders import a_principal
from tests.identity.builders import PASSWORD, a_form, a_login
from tests.identity.fakes import Memory, OtherRealm

HERE = "420881"
ACTOR = founder(HERE)


async def test_a_person_comes_with_posts_and_password_in_one_go(
    ports: Ports, memory: Memory
) -> None:
    person = await enter_person(ports, ACTOR, a_form(HERE))

    kept = memory.at(HERE)
    assert [type(fact) for fact in kept.facts] == [PersonEntered, PasswordSet, PostGiven]
    assert kept.secrets == {person.id: f"hash of {PASSWORD}"}
    assert [post.code for post in kept.people[person.id].posts] == ["housing/handler-1"]


async def test_a_login_name_is_one_person_s_in_the_whole_house(ports: Ports) -> None:
    await enter_person(ports, ACTOR, a_form(HERE))

    with pytest.raises(LoginTaken):
        await enter_person(ports, founder("420882"), replace(a_form(HERE), posts=()))


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"posts": (PostForm("nowhere/head", ("head",)),)}, NoSuchOrgan),
        ({"password": "short"}, PasswordTooWeak),
        ({"login": "有 空格"}, PersonUnreadable),
        ({"name": "\n"}, PersonUnreadable),
        ({"contacts": (("pigeon", "roof"),)}, PersonUnreadable),
    ],
)
async def test_a_form_that_is_wrong_anywhere_enters_nobody(
    ports: Ports, memory: Memory, changed: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await enter_person(ports, ACTOR, replace(a_form(HERE), **changed))  # type: ignore[arg-type]

    assert memory.at(HERE).people == {}


async def test_a_post_that_somebody_holds_is_not_given_again(ports: Ports) -> None:
    await enter_person(ports, ACTOR, a_form(HERE, "zhou"))

    with pytest.raises(PostHeld):
        await enter_person(ports, ACTOR, a_form(HERE, "wu"))


async def test_only_who_keeps_the_staff_list_enters_people(ports: Ports) -> None:
    with pytest.raises(Forbidden):
        await enter_person(ports, a_principal("housing"), a_form(HERE))


async def test_where_people_sign_in_elsewhere_they_are_entered_there_too(ports: Ports) -> None:
    realm = OtherRealm()
    person = await enter_person(replace(ports, realm=realm), ACTOR, a_form(HERE))

    assert realm.admitted == {a_login(HERE): person.id}
    assert realm.words == {a_login(HERE): PASSWORD}


async def test_nobody_is_entered_while_the_other_issuer_is_away(
    ports: Ports, memory: Memory
) -> None:
    with pytest.raises(RealmAway):
        await enter_person(replace(ports, realm=OtherRealm(away=True)), ACTOR, a_form(HERE))

    assert memory.at(HERE).people == {}
