"""What is suggested, with its reasons, on a real database."""

import pytest

from services.intake.domain.permissions import READ_MATTERS
from tests.intake.conftest import Place
from tests.intake.doing import ACCUSATION, PETITIONER, a_matter, done

pytestmark = pytest.mark.engines

LIFT = "阳光小区三号楼电梯自五月起停运,老人上下楼十分困难,多次向物业反映没有结果。"
AGAIN = "阳光小区三号楼的电梯从五月起一直停运,老人上下楼困难,向物业反映多次都没有结果。"
WATER = "东街自来水管道破裂,路面积水严重,请尽快派人维修。"


async def test_a_petition_of_nearly_the_same_words_is_suggested(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    first = await a_matter(bureau, title="电梯停运", body=LIFT)
    await a_matter(bureau, title="水管破裂", body=WATER)
    again = await a_matter(bureau, title="电梯停运", body=AGAIN)
    await place.index()

    found = (await bureau.get(f"matters/{again}/duplicates")).json()["duplicates"]

    assert [one["matter"]["id"] for one in found] == [first]
    assert found[0]["shared"] > 10


async def test_the_same_number_suggests_it_whatever_the_words(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    first = await a_matter(bureau, title="电梯", body=LIFT, parties=[PETITIONER])
    other = PETITIONER | {"name": "王晓明", "phone": "+86 138 0000 1234"}
    again = await a_matter(bureau, title="水管", body=WATER, parties=[other])

    found = (await bureau.get(f"matters/{again}/duplicates")).json()["duplicates"]

    assert [(one["matter"]["id"], one["same_party"]) for one in found] == [(first, True)]


async def test_the_same_name_alone_suggests_nothing(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    await a_matter(bureau, title="电梯", body=LIFT, parties=[{"name": "张伟"}])
    again = await a_matter(bureau, title="水管", body=WATER, parties=[{"name": "张伟"}])

    found = (await bureau.get(f"matters/{again}/duplicates")).json()["duplicates"]

    assert found == []


async def test_what_one_may_not_see_is_not_suggested(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    housing = await place.clerk("housing", may=frozenset({READ_MATTERS, "petition:register"}))
    await a_matter(bureau, title="电梯停运", body=LIFT)
    own = await a_matter(housing, title="电梯停运", body=AGAIN)
    await place.index()

    found = (await housing.get(f"matters/{own}/duplicates")).json()["duplicates"]

    assert found == []


async def test_a_sealed_matter_is_found_by_nothing(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    sealed = await a_matter(bureau, title="电梯停运", body=LIFT, parties=[PETITIONER])
    await place.index()
    await done(bureau, sealed, "classify", **ACCUSATION, respondents=["housing"])
    again = await a_matter(bureau, title="电梯停运", body=LIFT, parties=[PETITIONER])

    found = (await bureau.get(f"matters/{again}/duplicates")).json()["duplicates"]

    assert found == []
    assert await place.count("grams", sealed) == 0
    assert await place.count("party_index", sealed) == 0


async def test_the_organ_whose_duty_it_is_is_suggested_with_reasons(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await a_matter(bureau, title="拖欠工资", body="工地拖欠农民工工资三个月。")

    told = (await bureau.get(f"matters/{matter}/organ-suggestions")).json()

    assert told["options"]
    assert all(option["reasons"] for option in told["options"])


async def test_a_route_is_suggested_with_reasons(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await a_matter(bureau, title="不服一审判决", body="请求法院再审。")

    told = (await bureau.get(f"matters/{matter}/route-suggestion")).json()

    assert told["clear"] == "r1"
    assert told["options"][0]["reasons"]
