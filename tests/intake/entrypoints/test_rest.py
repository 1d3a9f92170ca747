"""Matters over HTTP, from the door to the organ, on a real database."""

import pytest

from services.intake.domain.permissions import READ_MATTERS, REGISTER_PETITIONS
from tests.intake.conftest import Place
from tests.intake.doing import (
    ACCUSATION,
    CLAIM,
    LETTER,
    PETITIONER,
    a_forwarded_matter,
    a_matter,
    done,
    refused,
    registered,
    shown,
)

pytestmark = pytest.mark.engines


async def test_a_registered_petition_is_on_the_list_of_its_desk(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await a_matter(bureau)

    listed = (await bureau.get("matters")).json()["matters"]

    assert [(line["id"], line["title"]) for line in listed] == [(matter, "电梯停运")]


async def test_registering_tells_the_query_code_the_clock_and_what_to_advise(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")

    told = await registered(bureau, channel="visit", oral="yes")

    (clock,) = told["clocks"]
    assert len(told["query_code"]) == 19
    assert (clock["term"], clock["due"]) == ("disposal", "2026-10-01")
    assert "15 days under Art. 22" in clock["explanation"]
    assert [advice["code"] for advice in told["advice"]] == ["read_back"]


async def test_the_same_key_registers_once_and_answers_with_the_matter(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")

    first = await bureau.post("petitions", "key-1", **LETTER)
    again = await bureau.post("petitions", "key-1", **LETTER)

    assert again.json()["id"] == first.json()["id"]
    assert again.headers["idempotency-replayed"] == "true"
    assert len((await bureau.get("matters")).json()["matters"]) == 1


async def test_the_same_key_with_other_words_is_refused(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    await bureau.post("petitions", "key-1", **LETTER)

    other = await bureau.post("petitions", "key-1", **(LETTER | {"title": "供水"}))

    assert other.json()["code"] == "idempotency_key_reused"


async def test_a_bad_row_of_a_batch_is_refused_alone(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    rows = [LETTER, LETTER | {"received": "yesterday"}, LETTER | {"channel": "pigeon"}, LETTER]

    outcomes = (await bureau.post("petitions:register", petitions=rows)).json()["outcomes"]

    assert [bool(outcome["registered"]) for outcome in outcomes] == [True, False, False, True]
    assert outcomes[1]["refused"]["code"] == "date_unreadable"
    assert len((await bureau.get("matters")).json()["matters"]) == 2


async def test_a_batch_sent_twice_under_one_key_is_not_doubled(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    await bureau.post("petitions:register", "batch", petitions=[LETTER, LETTER])

    again = await bureau.post("petitions:register", "batch", petitions=[LETTER, LETTER])

    assert again.status_code == 409
    assert len((await bureau.get("matters")).json()["matters"]) == 2


async def test_the_same_item_of_a_source_is_registered_once(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    row = LETTER | {"source": "hotline", "external_id": "17"}
    first = await a_matter(bureau, **row)

    again = await bureau.post("petitions", **row)

    assert (again.status_code, again.json()["id"]) == (200, first)


async def test_words_that_do_not_fit_the_form_are_named_and_not_repeated(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")

    answer = await bureau.post("petitions", channel="letter", secret="王小明")

    assert answer.json()["code"] == "request_unreadable"
    assert "王小明" not in answer.text


async def test_a_masked_value_is_never_written(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")

    answer = await bureau.post("petitions", **LETTER, parties=[{"phone": "138****1234"}])

    assert (answer.status_code, answer.json()["code"]) == (422, "masked_value")


async def test_parties_are_shown_masked(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await a_matter(bureau, parties=[PETITIONER])

    (party,) = (await shown(bureau, matter))["parties"]

    assert party["masked"] == {"name": "王*明", "phone": "138****1234"}


async def test_pages_go_on_where_the_last_one_ended(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    days = ["2026-09-01", "2026-09-03", "2026-09-02"]
    matters = {day: await a_matter(bureau, received=day) for day in days}

    first = (await bureau.get("matters", page_size="2")).json()
    rest = (await bureau.get("matters", page_size="2", page_token=first["next_page_token"])).json()

    newest_first = [matters[day] for day in sorted(days, reverse=True)]
    assert [line["id"] for line in first["matters"] + rest["matters"]] == newest_first
    assert rest["next_page_token"] == ""


async def test_a_list_can_be_asked_for_one_status_and_one_organ(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    fresh, given = await a_matter(bureau), await a_forwarded_matter(bureau)

    by_status = (await bureau.get("matters", status="registered")).json()["matters"]
    by_organ = (await bureau.get("matters", organ="housing")).json()["matters"]

    assert [line["id"] for line in by_status] == [fresh]
    assert [line["id"] for line in by_organ] == [given]


async def test_an_organ_sees_what_it_was_given_and_nothing_else(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    housing = await place.clerk("housing", may=frozenset({READ_MATTERS}))
    hidden, given = await a_matter(bureau), await a_forwarded_matter(bureau)

    listed = (await housing.get("matters")).json()["matters"]

    assert [line["id"] for line in listed] == [given]
    assert (await housing.get(f"matters/{hidden}")).status_code == 404
    assert (await housing.get(f"matters/{given}")).status_code == 200


async def test_who_may_not_read_is_refused_the_list(place: Place) -> None:
    registrar = await place.clerk("petition-bureau", may=frozenset({REGISTER_PETITIONS}))

    assert (await registrar.get("matters")).json()["code"] == "forbidden"


async def test_a_matter_says_what_its_reader_may_do_with_it(place: Place) -> None:
    bureau, housing = await place.clerk("petition-bureau"), await place.clerk("housing")
    matter = await a_forwarded_matter(bureau)

    assert {"accept_matter", "object_to_assignment"} <= set((await shown(housing, matter))["may"])
    assert "accept_matter" not in (await shown(bureau, matter))["may"]


async def test_the_version_is_the_tag_of_a_matter(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await a_matter(bureau)

    answer = await bureau.post(f"matters/{matter}:classify", **CLAIM)

    assert answer.headers["etag"] == '"2"'


async def test_an_objection_goes_to_the_sender_and_comes_back_decided(place: Place) -> None:
    bureau, housing = await place.clerk("petition-bureau"), await place.clerk("housing")
    matter = await a_forwarded_matter(bureau)
    await done(housing, matter, "object_to_assignment", ground="不属于我单位职责")

    told = await done(
        bureau, matter, "decide_objection", organ="housing", upheld=True, reason="同意退回"
    )

    (part,) = told["assignments"]
    assert (part["state"], part["objections"][0]["ground"]) == ("returned", "不属于我单位职责")
    assert told["status"] == "registered"


async def test_assigning_asks_for_a_report_by_a_day(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await a_matter(bureau)
    await done(bureau, matter, "classify", **CLAIM)

    told = await done(bureau, matter, "assign", lead="housing", co_handlers=["health"], days=20)

    due = {(c["term"], c["owner"]): c["due"] for c in told["clocks"]}
    assert due["closing_report", "housing"] == due["closing_report", "health"] == "2026-10-06"


async def test_linking_moves_items_and_parties_into_the_older_matter(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    older = await a_matter(bureau, title="电梯", parties=[PETITIONER])
    newer = await a_matter(bureau, title="又是电梯", parties=[PETITIONER | {"name": "李四"}])

    linked = await done(bureau, newer, "link", into=older)

    told = await shown(bureau, older)
    assert (linked["status"], linked["linked_into"]) == ("linked", older)
    assert [item["title"] for item in told["items"]] == ["电梯", "又是电梯"]
    assert [party["masked"]["name"] for party in told["parties"]] == ["王*明", "李*"]


async def test_splitting_gives_each_part_a_code_and_a_copy_of_its_parties(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await a_matter(bureau, parties=[PETITIONER])
    parts = [
        {"title": "电梯", "requests": ["修电梯"]},
        {"title": "供水", "requests": ["供水"]},
    ]

    split = await done(bureau, matter, "split", parts=parts)

    told = [await shown(bureau, part["id"]) for part in split["parts"]]
    assert [one["items"][0]["title"] for one in told] == ["电梯", "供水"]
    assert [one["parties"][0]["masked"]["name"] for one in told] == ["王*明", "王*明"]
    assert len({part["query_code"] for part in split["parts"]}) == 2


async def test_an_accusation_leaves_the_sight_of_the_organ_complained_of(place: Place) -> None:
    bureau, housing = await place.clerk("petition-bureau"), await place.clerk("housing")
    discipline = await place.clerk("discipline")
    matter = await a_forwarded_matter(bureau)

    await done(bureau, matter, "classify", **ACCUSATION, respondents=["housing"])

    assert (await housing.get(f"matters/{matter}")).status_code == 404
    assert (await housing.get("matters")).json()["matters"] == []
    assert (await shown(discipline, matter))["sealed"] is True
    assert await refused(housing, matter, "accept") == "no_such_matter"


async def test_who_seals_a_matter_against_their_own_desk_sees_it_no_more(place: Place) -> None:
    housing = await place.clerk("housing")
    matter = await a_matter(housing)

    told = await done(housing, matter, "classify", **ACCUSATION, respondents=["housing"])

    assert set(told) == {"id", "version", "sealed"}
    assert (await housing.get(f"matters/{matter}")).status_code == 404
