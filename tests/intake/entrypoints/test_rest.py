"""Intake over HTTP, on a real database."""

import pytest

from tests.intake.builders import LEAF
from tests.intake.conftest import Clerk, Place

pytestmark = pytest.mark.engines

LETTER = {"channel": "letter", "title": "电梯停运", "body": "王小明家的电梯从五月起停运。"}
CLAIM = {"purpose": "claim", "route": "r6", "content": LEAF}
PETITIONER = {"name": "王小明", "phone": "13800000000", "role": "petitioner"}


async def a_matter(desk: Clerk, **more: object) -> str:
    answer = await desk.post("petitions", **(LETTER | more))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def done(clerk: Clerk, matter: str, verb: str, **body: object) -> dict[str, object]:
    answer = await clerk.post(f"matters/{matter}:{verb}", **body)
    assert answer.status_code == 200, answer.text
    told: dict[str, object] = answer.json()
    return told


async def test_a_registered_petition_is_on_the_list_of_its_desk(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await a_matter(bureau)

    listed = (await bureau.get("matters")).json()["matters"]

    assert [(line["id"], line["title"]) for line in listed] == [(matter, "电梯停运")]


async def test_a_petition_goes_its_whole_way(place: Place) -> None:
    bureau, housing = await place.clerk("petition-bureau"), await place.clerk("housing")
    matter = await a_matter(bureau, parties=[PETITIONER])
    await done(bureau, matter, "classify", **CLAIM)
    await done(bureau, matter, "forward", lead="housing")
    await done(housing, matter, "accept")
    answer = {
        "request": 1,
        "outcome": "support",
        "facts": "经查属实",
        "evidence": "现场照片",
        "opinion": "限期修复",
        "instrument": "《特种设备安全法》",
        "article": "第四十条",
        "version": "2013",
    }
    shown = await done(housing, matter, "issue_opinion", answers=[answer])
    number = shown["opinions"][0]["number"]  # type: ignore[index]
    await done(
        housing, matter, "record_service", document=number, method="in_person", outcome="received"
    )

    closed = await done(housing, matter, "close")

    assert closed["status"] == "closed"
    assert closed["closed"] == "2026-09-16"
