"""Attached files, streamed through a real store and a real database."""

import pytest

from services.intake.domain.permissions import READ_MATTERS
from tests.intake.conftest import Place
from tests.intake.doing import a_matter

pytestmark = pytest.mark.engines

TEXT = "王小明的证明材料,电梯停运记录。".encode() * 20_000


async def test_a_file_comes_back_as_it_was_handed_in(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await a_matter(bureau)

    told = (await bureau.attach(matter, "证明.txt", TEXT)).json()
    (kept,) = told["attachments"]
    answer = await bureau.get(f"matters/{matter}/attachments/{kept['id']}")

    assert (kept["name"], kept["media_type"], kept["size"]) == ("证明.txt", "text/plain", len(TEXT))
    assert answer.content == TEXT
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_in_the_store_it_is_sealed(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await a_matter(bureau)

    await bureau.attach(matter, "证明.txt", TEXT)

    stored = place.house.stored()
    assert stored
    assert not any("王小明".encode() in content for content in stored)


async def test_content_that_is_not_what_its_name_says_leaves_nothing_behind(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await a_matter(bureau)

    answer = await bureau.attach(matter, "照片.png", TEXT)

    assert answer.json()["code"] == "attachment_mismatch"
    assert (await bureau.get(f"matters/{matter}")).json()["attachments"] == []


async def test_a_form_without_a_file_is_refused(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await a_matter(bureau)

    answer = await bureau.post(f"matters/{matter}/attachments", file="none")

    assert (answer.status_code, answer.json()["code"]) == (422, "file_not_sent")


async def test_a_stranger_gets_no_file(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    housing = await place.clerk("housing", may=frozenset({READ_MATTERS}))
    matter = await a_matter(bureau)
    (kept,) = (await bureau.attach(matter, "证明.txt", TEXT)).json()["attachments"]

    answer = await housing.get(f"matters/{matter}/attachments/{kept['id']}")

    assert answer.json()["code"] == "no_such_matter"
