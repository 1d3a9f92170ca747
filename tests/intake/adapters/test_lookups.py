"""People found by name and number, on a real database; and what is left of having looked."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from chassis import database
from chassis.database import MACHINERY
from services.intake.adapters import tables
from services.intake.domain.permissions import READ_ALL_MATTERS, READ_MATTERS, REVEAL_PARTIES
from tests.intake.conftest import Clerk, Place
from tests.intake.doing import ACCUSATION, a_forwarded_matter, a_matter, done, registered

pytestmark = pytest.mark.engines

WANG = {"name": "王小明", "phone": "138 0000 1234", "id_number": "11010519491231002X"}
LI = {"name": "李雷"}
MAY = frozenset({READ_MATTERS, REVEAL_PARTIES})


async def told(clerk: Clerk, value: str, field: str = "name", **more: object) -> Any:
    answer = await clerk.post("parties:find", field=field, value=value, purpose="核实来访", **more)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def found(clerk: Clerk, value: str, field: str = "name", **more: object) -> list[str]:
    return [one["matter"]["id"] for one in (await told(clerk, value, field, **more))["parties"]]


async def test_a_person_is_found_by_exactly_their_name_or_number(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await a_matter(bureau, parties=[WANG, LI])
    await a_matter(bureau, parties=[{"name": "王小明明"}])

    for field, value in {"name": "王 小明", "phone": "+86 13800001234"}.items():
        assert await found(bureau, value, field) == [matter]
    assert await found(bureau, "11010519491231002x", "id_number") == [matter]
    assert await found(bureau, "王小") == await found(bureau, "李雷", "phone") == []


async def test_the_newest_come_first_page_by_page(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    days = ["2026-09-10", "2026-09-12", "2026-09-11"]
    matters = {day: await a_matter(bureau, parties=[LI], received=day) for day in days}

    first = await told(bureau, "李雷", page_size=2)
    second = await told(bureau, "李雷", page_size=2, page_token=first["next_page_token"])

    ids = [one["matter"]["id"] for page in (first, second) for one in page["parties"]]
    assert ids == [matters[day] for day in sorted(days, reverse=True)]
    assert second["next_page_token"] == ""


async def test_each_party_is_told_with_its_role(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    await a_matter(bureau, parties=[LI, WANG | {"role": "respondent"}])

    roles = {name: (await told(bureau, name))["parties"][0]["role"] for name in ("李雷", "王小明")}

    assert roles == {"李雷": "petitioner", "王小明": "respondent"}


async def test_an_organ_finds_people_in_its_own_matters_only(place: Place) -> None:
    """Whoever may open a party finds it; to read all matters is not to open anybody."""
    bureau = await place.clerk("petition-bureau")
    housing, health = await place.clerk("housing", MAY), await place.clerk("health", MAY)
    leader = await place.clerk("county", MAY | {READ_ALL_MATTERS})
    matter = await a_forwarded_matter(bureau, parties=[LI])

    assert await found(bureau, "李雷") == await found(housing, "李雷") == [matter]
    assert await found(health, "李雷") == await found(leader, "李雷") == []


async def test_an_organ_that_gave_a_matter_back_finds_nobody_in_it(place: Place) -> None:
    bureau, housing = await place.clerk("petition-bureau"), await place.clerk("housing")
    matter = await a_forwarded_matter(bureau, parties=[LI])
    await done(housing, matter, "object_to_assignment", ground="不属于我单位职责")
    await done(bureau, matter, "decide_objection", organ="housing", upheld=True, reason="同意")

    assert await found(housing, "李雷") == []


async def test_nobody_is_found_in_a_sealed_matter(place: Place) -> None:
    bureau, discipline = await place.clerk("petition-bureau"), await place.clerk("discipline")
    matter = await a_matter(bureau, parties=[LI])
    assert await found(bureau, "李雷") == [matter]

    await done(bureau, matter, "classify", **ACCUSATION, respondents=["housing"])

    assert await found(bureau, "李雷") == await found(discipline, "李雷") == []


async def test_the_petitioner_sees_who_found_them_and_why(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await registered(bureau, parties=[LI])
    other = await registered(bureau, parties=[WANG])
    await found(bureau, "李雷")

    seen = (await place.ask("progress", code=matter["query_code"])).json()["reveals"]
    others = (await place.ask("progress", code=other["query_code"])).json()["reveals"]

    assert [(one["organ"], one["purpose"]) for one in seen] == [("petition-bureau", "核实来访")]
    assert others == []


async def test_who_looked_is_in_the_journal_and_who_was_sought_nowhere(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    await found(bureau, "无此人")
    j, looked = tables.machinery.journal.c, tables.lookups.c

    async with database.transaction(place.house.engine, place.code, MACHINERY) as work:
        statement = select(j.body).where(j.jurisdiction == place.code, j.kind == "lookup")
        (body,) = (await work.connection.scalars(statement)).all()
        state = await work.connection.scalar(
            select(looked.state).where(looked.jurisdiction == place.code)
        )

    assert json.loads(body)["fact"] == "PartiesFound"
    kept = body.decode() + json.dumps(state, ensure_ascii=False)
    assert "无此人" not in kept
    assert "核实来访" not in kept


async def test_looking_takes_a_purpose(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")

    answer = await bureau.post("parties:find", value="李雷", purpose=" ")

    assert (answer.status_code, answer.json()["code"]) == (422, "text_missing")
