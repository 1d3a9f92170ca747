"""The organisation as every service knows it."""

import asyncio
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.events.inbox import Delivery
from chassis.organisation import (
    Directory,
    Keeper,
    NoPostHeld,
    Organ,
    PostNotChosen,
    PostNotHeld,
    Tree,
)
from chassis.token import Claims
from onedoor.identity.events.v1 import organisation_events_pb2 as pb
from tests.builders import an_id, somewhere
from tests.chassis.toy.note import machinery

pytestmark = pytest.mark.engines

TODAY = date(2026, 9, 16)


def a_post(code: str, since: str = "2026-01-01", until: str | None = None) -> pb.Post:
    organ = code.partition("/")[0]
    return pb.Post(code=code, organ=organ, permissions=["board:read"], since=since, until=until)


class House:
    def __init__(self, engine: AsyncEngine) -> None:
        self.here = somewhere()
        self.keeper = Keeper(engine, machinery.organs, machinery.people)
        self.directory = Directory(engine, machinery.organs, machinery.people, lambda: TODAY)
        self.person = an_id()

    async def told(self, event: pb.OrganEstablished | pb.PersonChanged) -> None:
        await self.keeper.keep(Delivery("toy-keep-organisation", self.here, an_id()), event)

    async def holds(self, *posts: pb.Post, version: int = 1, active: bool = True) -> None:
        person = pb.Person(person_id=str(self.person), version=version, posts=posts, active=active)
        await self.told(pb.PersonChanged(person=person))

    async def acts_in(self, post: str = "") -> str:
        self.directory._posts.clear()
        claims = Claims(self.person, self.here, "onedoor-web")
        return (await self.directory.principal(claims, post)).post


@pytest.fixture
def house(toy_engine: AsyncEngine) -> House:
    return House(toy_engine)


async def test_the_only_post_need_not_be_named(house: House) -> None:
    await house.holds(a_post("housing/clerk"))

    assert await house.acts_in() == "housing/clerk"


async def test_of_several_posts_one_must_be_named_and_held(house: House) -> None:
    await house.holds(a_post("housing/clerk"), a_post("health/head"))

    assert await house.acts_in("health/head") == "health/head"
    with pytest.raises(PostNotChosen):
        await house.acts_in()
    with pytest.raises(PostNotHeld):
        await house.acts_in("court/judge")


async def test_a_post_counts_from_its_first_day_to_its_last(house: House) -> None:
    await house.holds(
        a_post("housing/clerk", since="2026-09-17"),
        a_post("housing/head", since="2026-01-01", until="2026-09-15"),
        a_post("housing/deputy", since="2026-09-16", until="2026-09-16"),
    )

    assert await house.acts_in() == "housing/deputy"


async def test_news_that_comes_late_does_not_undo_what_is_newer(house: House) -> None:
    await house.holds(a_post("housing/clerk"), version=2)
    await house.holds(a_post("housing/head"), version=1)

    assert await house.acts_in() == "housing/clerk"


async def test_who_may_no_longer_sign_in_holds_nothing(house: House) -> None:
    await house.holds(a_post("housing/clerk"))
    await house.holds(a_post("housing/clerk"), version=2, active=False)

    with pytest.raises(NoPostHeld):
        await house.acts_in()


async def test_a_post_is_staffed_as_long_as_a_person_has_it(house: House) -> None:
    machine = a_post("housing/importer")
    machine.roles.append("importer")
    await house.holds(a_post("housing/head"), a_post("housing/old", until="2026-01-02"), machine)
    posts = {"housing/head", "housing/old", "housing/none", "housing/importer"}

    staffed = await house.directory.staffed(house.here, posts)
    await house.holds(a_post("housing/head"), version=2, active=False)

    assert staffed == {"housing/head"}
    assert not await house.directory.staffed(house.here, posts)
    assert not await house.directory.staffed(somewhere(), posts)


async def test_many_who_ask_at_once_wait_for_one_answer(
    house: House, toy_engine: AsyncEngine
) -> None:
    await house.holds(a_post("housing/clerk"))
    claims, asked = Claims(house.person, house.here, "onedoor-web"), list[str]()

    @event.listens_for(toy_engine.sync_engine, "before_cursor_execute")
    def note(_: object, __: object, statement: str, *___: object) -> None:
        asked.append(statement)

    found = await asyncio.gather(*(house.directory.principal(claims, "") for _ in range(30)))

    event.remove(toy_engine.sync_engine, "before_cursor_execute", note)
    assert {principal.post for principal in found} == {"housing/clerk"}
    assert sum("people_known" in statement for statement in asked) == 1


async def test_a_stranger_holds_nothing(house: House) -> None:
    house.person = UUID(int=1)

    with pytest.raises(NoPostHeld):
        await house.acts_in()


async def test_the_tree_knows_who_stands_above_and_below(house: House) -> None:
    for code, parent in (("county", ""), ("town", "county"), ("village", "town")):
        organ = pb.Organ(code=code, version=1, name=code, parent=parent)
        await house.told(pb.OrganEstablished(organ=organ))

    tree = await house.directory.tree(house.here)

    assert tree.superiors("village") == ("town", "county")
    assert tree.subordinates("county") == {"town", "village"}


def test_a_tree_that_bites_its_tail_still_ends() -> None:
    def organ(code: str, parent: str) -> Organ:
        return Organ(code, code, "bureau", "county", parent, False, False, "")

    tree = Tree({"a": organ("a", "b"), "b": organ("b", "a")})

    assert tree.superiors("a") == ("b", "a")


async def test_a_batch_keeps_what_one_by_one_would_have_kept(house: House) -> None:
    """Out of order, with repetitions, and with an event that was handled before."""
    events = []
    for version, post in ((2, "housing/head"), (1, "housing/clerk"), (3, "health/head")):
        delivery = Delivery("toy-keep-organisation", house.here, an_id())
        person = pb.Person(
            person_id=str(house.person), version=version, posts=[a_post(post)], active=True
        )
        events.append((delivery, pb.PersonChanged(person=person)))
    organ = pb.Organ(code="housing", version=1, name="住建局")
    established = (
        Delivery("toy-keep-organisation", house.here, an_id()),
        pb.OrganEstablished(organ=organ),
    )
    await house.keeper.keep(*events[0])

    await house.keeper.keep_all([*events, established])
    await house.keeper.keep_all([*events, established])

    assert await house.acts_in() == "health/head"
    assert (await house.directory.tree(house.here)).name("housing") == "住建局"
