"""Intake over HTTP, on a real database."""

import pytest

from tests.intake.conftest import Clerk, Place

pytestmark = pytest.mark.engines

LETTER = {"channel": "letter", "title": "电梯停运", "body": "王小明家的电梯从五月起停运。"}


async def a_matter(desk: Clerk, **more: object) -> str:
    answer = await desk.post("petitions", **(LETTER | more))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_a_registered_petition_is_on_the_list_of_its_desk(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await a_matter(bureau)

    listed = (await bureau.get("matters")).json()["matters"]

    assert [(line["id"], line["title"]) for line in listed] == [(matter, "电梯停运")]
