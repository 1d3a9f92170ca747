"""Organs and people in PostgreSQL: sealed, chained, one to a place, in their own county only."""

import asyncio
from functools import partial

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import create_async_engine

from chassis import database
from chassis.database import AlreadyThere
from chassis.journal import first_broken
from chassis.kernel import ChangedMeanwhile, Refusal
from chassis.migrations.history import differences
from chassis.migrations.migrate import Schema
from chassis.runtime import Service
from launch.engines import Engines
from services.identity.adapters import tables
from services.identity.domain.errors import LoginTaken, PostHeld
from services.identity.domain.forms import PostForm
from services.identity.domain.founder import founder
from services.identity.domain.organ import organ_id
from services.identity.usecases import (
    enter_person,
    establish_organs,
    give_post,
    take_post,
)
from tests.builders import somewhere
from tests.identity.builders import TREE, a_form, founded, ports_of
from tests.identity.conftest import VERSIONS

pytestmark = pytest.mark.engines

HEAD = PostForm("housing/head", ("head",))


async def test_a_person_comes_back_as_they_were_kept(service: Service) -> None:
    here = somewhere()
    await founded(service, here)
    ports = ports_of(service)
    person = await enter_person(ports, founder(here), a_form(here, "wu", HEAD))
    async with ports.transaction(here) as work:
        loaded = await work.people.get(person.id)

    assert (loaded.login, loaded.posts, loaded.version) == (person.login, person.posts, 3)
    assert loaded.name.clear is None
    assert loaded.name.sealed


async def test_names_and_addresses_lie_in_no_table_in_the_clear(
    service: Service, migrated: Engines
) -> None:
    here = somewhere()
    await founded(service, here)
    engine = create_async_engine(migrated.admin.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.connect() as connection:
        for table in tables.metadata.sorted_tables:
            rows = (await connection.execute(text(f"SELECT t::text FROM {table} t"))).scalars()
            kept = "\n".join(rows)
            for planted in ("周敏", "zhou@example.test", "13800000000"):
                assert planted not in kept
                assert planted.encode().hex() not in kept
    await engine.dispose()


async def test_every_fact_is_a_link_of_an_unbroken_chain(service: Service) -> None:
    here = somewhere()
    await founded(service, here)
    person = await enter_person(ports_of(service), founder(here), a_form(here, "wu", HEAD))
    await take_post(ports_of(service), founder(here), person.id, HEAD.code)
    j = tables.machinery.journal.c
    async with database.transaction(service.engine, here) as work:
        entries = await work.connection.execute(
            select(j.version, j.body, j.seal)
            .where(j.jurisdiction == here, j.subject == person.id)
            .order_by(j.version)
        )
        head = await work.connection.scalar(
            select(tables.persons.c.head).where(tables.persons.c.id == person.id)
        )
        chain = [(row.version, row.body, row.seal) for row in entries]

    assert len(chain) == 4
    assert head is not None
    assert first_broken(chain, head) is None


async def test_one_county_sees_nothing_of_another(service: Service) -> None:
    here, elsewhere = somewhere(), somewhere()
    await founded(service, here)
    for table in (tables.organs, tables.persons, tables.posts, tables.secrets):
        async with database.transaction(service.engine, elsewhere) as work:
            count = select(func.count()).select_from(table)
            assert await work.connection.scalar(count.where(table.c.jurisdiction == here)) == 0


async def test_identity_s_own_role_cannot_rewrite_its_journal(service: Service) -> None:
    here = somewhere()
    await founded(service, here)
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with database.transaction(service.engine, here) as work:
            await work.connection.execute(text("UPDATE identity.journal SET body = ''"))


async def outcomes_of(*attempts: object) -> list[object]:
    return list(await asyncio.gather(*attempts, return_exceptions=True))  # type: ignore[call-overload]


async def test_two_who_take_the_same_login_name_at_once_do_not_both_get_it(
    service: Service,
) -> None:
    here, elsewhere = somewhere(), somewhere()
    form = a_form(here, "race")
    for place in (here, elsewhere):
        await establish_organs(ports_of(service), founder(place), TREE)
    enter = partial(enter_person, ports_of(service))
    outcomes = await outcomes_of(enter(founder(here), form), enter(founder(elsewhere), form))

    refused = [outcome for outcome in outcomes if isinstance(outcome, Refusal)]
    assert len(refused) == 1
    assert isinstance(refused[0], AlreadyThere | LoginTaken)


async def test_two_who_are_given_the_same_post_at_once_do_not_both_hold_it(
    service: Service,
) -> None:
    here, ports = somewhere(), ports_of(service)
    await establish_organs(ports, founder(here), TREE)
    people = [
        await enter_person(
            ports, founder(here), a_form(here, name, PostForm(f"housing/{name}", ("handler",)))
        )
        for name in ("zhou", "wu")
    ]
    outcomes = await outcomes_of(
        *(give_post(ports, founder(here), person.id, HEAD) for person in people)
    )

    refused = [outcome for outcome in outcomes if isinstance(outcome, Refusal)]
    assert len(refused) == 1
    assert isinstance(refused[0], AlreadyThere | PostHeld)


async def test_two_who_change_one_organ_at_once_do_not_overwrite_each_other(
    service: Service,
) -> None:
    here, ports = somewhere(), ports_of(service)
    await establish_organs(ports, founder(here), TREE)
    meeting = asyncio.Barrier(2)

    async def rename(name: str) -> None:
        async with ports.transaction(here) as work:
            organ = await work.organs.get("housing")
            await meeting.wait()
            about = organ.particulars
            changed = type(about)(name=name, kind=about.kind, level=about.level)
            organ.change(changed, by=founder(here), now=ports.now())
            await work.organs.save(organ)

    outcomes = await outcomes_of(rename("甲局"), rename("乙局"))

    assert {type(outcome) for outcome in outcomes} == {type(None), ChangedMeanwhile}


async def test_the_same_organ_cannot_be_established_twice_at_once(service: Service) -> None:
    here, ports = somewhere(), ports_of(service)
    outcomes = await outcomes_of(*(establish_organs(ports, founder(here), TREE) for _ in range(2)))
    async with ports.transaction(here) as work:
        organ = await work.organs.get("housing")

    assert organ.version == 1
    assert organ.id == organ_id(here, "housing")
    assert len([outcome for outcome in outcomes if isinstance(outcome, Exception)]) <= 1


async def test_the_tables_are_what_the_migrations_make(migrated: Engines) -> None:
    engine = create_async_engine(migrated.admin.replace("postgresql://", "postgresql+asyncpg://"))
    schema = Schema("identity", tables.metadata, VERSIONS)
    async with engine.connect() as connection:
        found = await connection.run_sync(differences, schema)
    await engine.dispose()

    assert found == []
