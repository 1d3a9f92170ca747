"""What people of these tests do at their desks, over HTTP."""

from typing import Any

from tests.intake.builders import LEAF
from tests.intake.conftest import Clerk

LETTER = {"channel": "letter", "title": "电梯停运", "body": "王小明家的电梯从五月起停运。"}
CLAIM = {"purpose": "claim", "route": "r6", "content": LEAF}
ACCUSATION = {"purpose": "accusation", "route": "accusation", "content": LEAF}
PETITIONER = {"name": "王小明", "phone": "13800001234", "role": "petitioner"}
ANSWER = {
    "request": 1,
    "outcome": "support",
    "facts": "经查属实",
    "evidence": "现场照片",
    "opinion": "限期修复",
    "instrument": "《特种设备安全法》",
    "article": "第四十条",
    "version": "2013",
}

Told = dict[str, Any]


async def registered(desk: Clerk, **more: object) -> Told:
    answer = await desk.post("petitions", **(LETTER | more))
    assert answer.status_code == 201, answer.text
    told: Told = answer.json()
    return told


async def a_matter(desk: Clerk, **more: object) -> str:
    return str((await registered(desk, **more))["id"])


async def done(clerk: Clerk, matter: str, verb: str, **body: object) -> Told:
    answer = await clerk.post(f"matters/{matter}:{verb}", **body)
    assert answer.status_code == 200, answer.text
    told: Told = answer.json()
    return told


async def refused(clerk: Clerk, matter: str, verb: str, **body: object) -> str:
    """The code of the refusal."""
    answer = await clerk.post(f"matters/{matter}:{verb}", **body)
    assert answer.status_code >= 400, answer.text
    return str(answer.json()["code"])


async def shown(clerk: Clerk, matter: str) -> Told:
    answer = await clerk.get(f"matters/{matter}")
    assert answer.status_code == 200, answer.text
    told: Told = answer.json()
    return told


async def a_forwarded_matter(desk: Clerk, organ: str = "housing", **more: object) -> str:
    matter = await a_matter(desk, **more)
    await done(desk, matter, "classify", **CLAIM)
    await done(desk, matter, "forward", lead=organ)
    return matter


async def an_accepted_matter(desk: Clerk, handler: Clerk, **more: object) -> str:
    matter = await a_forwarded_matter(desk, handler.actor.organ, **more)
    await done(handler, matter, "accept")
    return matter


async def an_answered_matter(desk: Clerk, handler: Clerk, **more: object) -> str:
    matter = await an_accepted_matter(desk, handler, **more)
    told = await done(handler, matter, "issue_opinion", answers=[ANSWER])
    number = told["opinions"][0]["number"]
    how = {"method": "in_person", "outcome": "received"}
    await done(handler, matter, "record_service", document=number, **how)
    return matter


async def a_closed_matter(desk: Clerk, handler: Clerk, **more: object) -> str:
    matter = await an_answered_matter(desk, handler, **more)
    await done(handler, matter, "close")
    return matter
