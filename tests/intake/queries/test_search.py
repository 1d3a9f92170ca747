"""Matters found by words, place, number and day, on a real database."""

from typing import Any

import pytest

from services.intake.domain.permissions import (
    HANDLE_ACCUSATIONS,
    READ_ALL_MATTERS,
    READ_MATTERS,
    REGISTER_PETITIONS,
)
from services.intake.queries import search
from tests.intake.conftest import Clerk, Place
from tests.intake.doing import ACCUSATION, CLAIM, a_forwarded_matter, a_matter, done, registered

pytestmark = pytest.mark.engines

LIFT = "阳光小区三号楼电梯自五月起停运,老人上下楼十分困难。"
WATER = "东街自来水管道破裂,路面积水严重,128号门前难以通过。"
ONLY_OWN = frozenset({READ_MATTERS})


async def told(clerk: Clerk, **wanted: object) -> Any:
    answer = await clerk.post("matters:search", **wanted)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def found(clerk: Clerk, **wanted: object) -> list[str]:
    return [line["id"] for line in (await told(clerk, **wanted))["matters"]]


async def refused(clerk: Clerk, **wanted: object) -> str:
    answer = await clerk.post("matters:search", **wanted)
    assert answer.status_code in {403, 422}, answer.text
    return str(answer.json()["code"])


@pytest.mark.parametrize(
    ("words", "hit"),
    [
        ("电梯", True),
        ("阳光小区三号楼电梯", True),
        ("停运 阳光小区", True),
        ("停运,阳光小区", True),
        ("老人 楼", True),
        ("电梯停运", True),
        ("小区电梯", False),
        ("电梯 积水", False),
        ("楼 老", False),
    ],
)
async def test_words_are_found_where_they_stand_together(
    place: Place, words: str, hit: bool
) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await a_matter(bureau, title="电梯停运", body=LIFT)
    await a_matter(bureau, title="水管破裂", body=WATER)
    await place.index()

    if words == "楼 老":
        assert await refused(bureau, words=words) == "words_too_short"
    else:
        assert await found(bureau, words=words) == ([matter] if hit else [])


async def test_letters_are_found_in_any_case_and_width(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await a_matter(bureau, title="ＥＴＣ 收费", body="收费站 WiFi 未接通")
    await place.index()

    assert await found(bureau, words="etc") == await found(bureau, words="ＷＩＦＩ") == [matter]


async def test_what_shares_the_pieces_and_not_the_word_is_no_hit(place: Place) -> None:
    """1280 has the pieces 12, 28 and 80, and so have 128 and 280 together."""
    bureau = await place.clerk("petition-bureau")
    await a_matter(bureau, title="门牌", body="128号与280号之间")
    whole = await a_matter(bureau, title="门牌", body="1280号门前")
    await place.index()

    assert await found(bureau, words="1280") == [whole]


async def test_the_newest_come_first_page_by_page(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    days = ["2026-09-10", "2026-09-12", "2026-09-11", "2026-09-12", "2026-09-09"]
    matters = [(day, await a_matter(bureau, body=LIFT, received=day)) for day in days]
    await a_matter(bureau, title="水管", body=WATER)
    await place.index()

    pages, token = [], ""
    while True:
        page = await told(bureau, words="电梯", page_size=2, page_token=token)
        pages.append([line["id"] for line in page["matters"]])
        if not (token := page["next_page_token"]):
            break

    expected = [matter for _, matter in sorted(matters, reverse=True)]
    assert [id_ for page in pages for id_ in page] == expected
    assert [len(page) for page in pages] == [2, 2, 1]


@pytest.mark.parametrize("reader", ["bureau", "leader", "housing"])
@pytest.mark.parametrize(("first", "most"), [(3, 9), (3, 1_000), (500, 5_000)])
async def test_walking_and_asking_the_index_find_the_same(
    place: Place, monkeypatch: pytest.MonkeyPatch, reader: str, first: int, most: int
) -> None:
    """However soon the one gives way to the other, and along whichever index it walks."""
    monkeypatch.setattr(search, "FIRST_STEPS", first)
    monkeypatch.setattr(search, "FURTHER_STEPS", first)
    monkeypatch.setattr(search, "MOST_STEPS", most)
    bureau = await place.clerk("petition-bureau")
    readers = {
        "bureau": await place.clerk("petition-bureau", ONLY_OWN),
        "leader": await place.clerk("county", frozenset({READ_ALL_MATTERS})),
        "housing": await place.clerk("housing", ONLY_OWN),
    }
    lifts = [await a_forwarded_matter(bureau, body=LIFT) for _ in range(4)]
    for number in range(8):
        await a_forwarded_matter(bureau, title="水管", body=f"{WATER}{number}")
    lifts += [await a_forwarded_matter(bureau, body=LIFT)]
    await a_matter(await place.clerk("health"), title="门诊", body="门诊等候时间过长")
    await place.index()
    clerk, lifts = readers[reader], sorted(lifts, reverse=True)

    assert await found(clerk, words="电梯") == lifts
    assert await found(clerk, words="电梯", status="in_progress", page_size=3) == lifts[:3]
    assert await found(clerk, words="电梯", status="closed") == []
    assert await found(clerk, words="电梯", organ="housing") == lifts
    assert await found(clerk, words="电梯", organ="health") == []
    assert await found(clerk, words="排水沟") == []


async def test_what_one_may_not_see_is_not_found(place: Place) -> None:
    bureau = await place.clerk("petition-bureau", ONLY_OWN)
    leader = await place.clerk("county", frozenset({READ_ALL_MATTERS}))
    housing, health = await place.clerk("housing"), await place.clerk("health", ONLY_OWN)
    own = await a_matter(housing, body=LIFT)
    await place.index()

    assert await found(housing, words="电梯") == await found(leader, words="电梯") == [own]
    assert await found(bureau, words="电梯") == await found(health, words="电梯") == []
    assert await found(bureau, number=own) == await found(bureau, organ="housing") == []


async def test_a_sealed_matter_is_found_by_no_word_and_by_its_number_only_by_its_readers(
    place: Place,
) -> None:
    bureau = await place.clerk("petition-bureau")
    sealed = await a_matter(bureau, body=LIFT)
    await place.index()
    assert await found(bureau, words="电梯") == [sealed]

    await done(bureau, sealed, "classify", **ACCUSATION, respondents=["housing"])
    handler = await place.clerk("discipline", frozenset({READ_MATTERS, HANDLE_ACCUSATIONS}))
    leader = await place.clerk("county", frozenset({READ_ALL_MATTERS}))
    accused = await place.clerk("housing", frozenset({READ_MATTERS, HANDLE_ACCUSATIONS}))
    everybody = (bureau, handler, leader, accused)

    assert [await found(clerk, words="电梯") for clerk in everybody] == [[], [], [], []]
    by_number = [await found(clerk, number=sealed) for clerk in everybody]
    assert by_number == [[sealed], [sealed], [], []]


async def test_words_that_went_away_in_a_split_find_the_part_and_no_more_the_source(
    place: Place,
) -> None:
    bureau = await place.clerk("petition-bureau")
    target = await a_matter(bureau, body=LIFT)
    source = await a_matter(bureau, title="水管", body=WATER)
    await done(bureau, source, "link", into=target)
    await place.index()
    assert await found(bureau, words="积水", status="registered") == [target]
    items = (await bureau.get(f"matters/{target}")).json()["items"]

    parts = [{"title": title, "requests": ["修复"]} for title in ("积水", "破裂")]
    split = await done(bureau, target, "split", parts=parts, item_id=items[1]["id"])
    await place.index()

    assert await found(bureau, words="积水", status="registered") == [split["parts"][0]["id"]]


async def test_a_place_holds_the_places_within_it_and_not_the_one_beside_it(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    town = await a_matter(bureau, body=LIFT, division="420881105")
    village = await a_matter(bureau, body=LIFT, division="420881105203")
    beside = await a_matter(bureau, body=LIFT, division="420881106")
    nowhere = await a_matter(bureau, body=LIFT)
    await place.index()

    for words in ("", "电梯"):
        asked: dict[str, set[str]] = {
            division: set(await found(bureau, words=words, division=division))
            for division in ("420881105", "420881105203", "420881", "420882", "")
        }
        assert asked == {
            "420881105": {village, town},
            "420881105203": {village},
            "420881": {beside, village, town},
            "420882": set(),
            "": {nowhere, beside, village, town},
        }


async def test_number_day_content_and_desk_narrow_it(place: Place) -> None:
    bureau, housing = await place.clerk("petition-bureau"), await place.clerk("housing")
    reader = await place.clerk("county", frozenset({READ_ALL_MATTERS}))
    old = await a_matter(
        bureau, body=LIFT, received="2026-08-01", source="hotline", external_id="WO-17"
    )
    new = await a_matter(bureau, body=LIFT, received="2026-09-10")
    await done(bureau, new, "classify", **CLAIM)
    own = await a_matter(housing, body=LIFT, received="2026-09-15")
    await place.index()

    for words in ("", "电梯"):
        assert await found(reader, words=words, number="WO-17") == [old]
        assert await found(reader, words=words, number=old) == [old]
        assert await found(reader, words=words, number="WO-1") == []
        assert await found(reader, words=words, since="2026-09-01") == [own, new]
        assert await found(reader, words=words, until="2026-09-10") == [new, old]
        assert await found(reader, words=words, since="2026-09-10", until="2026-09-10") == [new]
        assert await found(reader, words=words, content="城乡建设") == [new]
        assert await found(reader, words=words, content="城乡") == []
        assert await found(reader, words=words, desk="housing") == [own]


async def test_what_cannot_be_read_is_refused_with_its_code(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")

    assert await refused(bureau, words="梯") == "words_too_short"
    assert await refused(bureau, words="，。") == "words_too_short"
    assert await refused(bureau, words="电" * 101) == "text_too_long"
    assert await refused(bureau, words="电\0梯") == "text_unreadable"
    assert await refused(bureau, words="电梯", status="open") == "code_unknown"
    assert await refused(bureau, division="42088") == "division_impossible"
    assert await refused(bureau, since="2026-13-01") == "date_unreadable"
    assert await refused(bureau, since="2026-09-02", until="2026-09-01") == "days_reversed"
    assert await refused(bureau, page_token="elsewhere") == "page_token_unreadable"


async def test_searching_takes_the_permission_to_read(place: Place) -> None:
    registrar = await place.clerk("petition-bureau", frozenset({REGISTER_PETITIONS}))
    await registered(registrar, body=LIFT)
    await place.index()

    assert await refused(registrar, words="电梯") == "forbidden"
    assert await refused(registrar) == "forbidden"
