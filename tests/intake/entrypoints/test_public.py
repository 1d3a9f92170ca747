"""The petitioner's door, on a real database."""

import pytest

from chassis.kernel import TooMany
from chassis.throttle import Throttle
from services.intake.domain.permissions import READ_MATTERS
from services.intake.entrypoints.public import Patience
from tests.builders import at
from tests.intake.builders import TREE
from tests.intake.conftest import Place
from tests.intake.doing import (
    ACCUSATION,
    PETITIONER,
    a_closed_matter,
    a_matter,
    an_accepted_matter,
    done,
    registered,
    shown,
)

pytestmark = pytest.mark.engines


@pytest.fixture(autouse=True)
def in_no_hurry(place: Place) -> None:
    place.house.service.rest.state.patience = Patience()


async def a_code(place: Place, matter: str) -> str:
    bureau = await place.clerk("petition-bureau")
    return str((await done(bureau, matter, "renew_query_code", ground="遗失凭条"))["query_code"])


async def test_the_whole_way_is_shown_with_its_days(place: Place) -> None:
    bureau, housing = await place.clerk("petition-bureau"), await place.clerk("housing")
    matter = await a_closed_matter(bureau, housing, received="2026-09-14")
    code = await a_code(place, matter)

    told = (await place.ask("progress", code=code)).json()

    steps = [(step["step"], step["on"], step["organ"]) for step in told["steps"]]
    assert steps[:2] == [
        ("received", "2026-09-14", "petition-bureau"),
        ("registered", "2026-09-16", "petition-bureau"),
    ]
    assert {"given", "accepted", "answered", "served", "closed"} <= {step for step, _, _ in steps}
    assert (told["status"], told["contact"]) == ("closed", bureau.actor.post)


async def test_what_is_due_is_explained_in_the_petitioners_language(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    code = (await registered(bureau))["query_code"]

    (clock,) = (await place.ask("progress", code=code)).json()["clocks"]

    assert (clock["due"], "2026-10-01 24:00 到期" in clock["explanation"]) == ("2026-10-01", True)


async def test_the_organs_are_told_by_name(place: Place) -> None:
    bureau, housing = await place.clerk("petition-bureau"), await place.clerk("housing")
    code = await a_code(place, await a_closed_matter(bureau, housing))

    told = (await place.ask("progress", code=code)).json()

    acted = {step["organ"] for step in told["steps"]}
    assert acted == {"petition-bureau", "housing"}
    assert told["organs"] == {organ: TREE.name(organ) for organ in acted}


async def test_nothing_in_it_names_anybody(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    told = await registered(bureau, parties=[PETITIONER])

    answer = await place.ask("progress", code=told["query_code"])

    assert "王小明" not in answer.text
    assert "1380000" not in answer.text


async def test_a_code_copied_from_paper_opens_too(place: Place) -> None:
    code = (await registered(await place.clerk("petition-bureau")))["query_code"]

    answer = await place.ask("progress", code=code.lower().replace("-", " "))

    assert answer.status_code == 200


async def test_a_wrong_code_finds_nothing(place: Place) -> None:
    answer = await place.ask("progress", code="AAAA-BBBB-CCCC-DDDD")

    assert (answer.status_code, answer.json()["code"]) == (404, "query_code_wrong")


async def test_the_code_of_another_county_opens_nothing_here(place: Place) -> None:
    code = (await registered(await place.clerk("petition-bureau")))["query_code"]
    elsewhere = await place.house.somewhere()

    assert (await elsewhere.ask("progress", code=code)).status_code == 404


async def test_who_opened_the_petitioners_data_and_why_is_told_to_them(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    told = await registered(bureau, parties=[PETITIONER])
    party = (await shown(bureau, told["id"]))["parties"][0]["id"]
    await bureau.post(f"matters/{told['id']}/parties/{party}:reveal", purpose="送达答复")

    answer = (await place.ask("progress", code=told["query_code"])).json()

    (reveal,) = answer["reveals"]
    assert (reveal["organ"], reveal["purpose"]) == ("petition-bureau", "送达答复")


async def test_which_organs_opened_the_matter_is_told_by_day(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    housing = await place.clerk("housing", may=frozenset({READ_MATTERS}))
    told = await registered(bureau)
    (kept,) = (await bureau.attach(told["id"], "证明.txt", b"text")).json()["attachments"]
    await shown(bureau, told["id"])
    await bureau.get(f"matters/{told['id']}/attachments/{kept['id']}")
    stranger = await housing.get(f"matters/{told['id']}")

    answer = (await place.ask("progress", code=told["query_code"])).json()

    assert stranger.status_code == 404
    assert answer["opened"] == [{"on": "2026-09-16", "organ": "petition-bureau", "times": 2}]


async def test_the_way_of_a_linked_petition_is_that_of_the_older_one(place: Place) -> None:
    bureau, housing = await place.clerk("petition-bureau"), await place.clerk("housing")
    older = await an_accepted_matter(bureau, housing, parties=[PETITIONER])
    newer = await registered(bureau, parties=[PETITIONER | {"name": "李四"}])
    others = (await shown(bureau, older))["parties"][0]["id"]
    await bureau.post(f"matters/{older}/parties/{others}:reveal", purpose="送达答复")
    await done(bureau, newer["id"], "link", into=older)

    told = (await place.ask("progress", code=newer["query_code"])).json()

    assert "accepted" in {step["step"] for step in told["steps"]}
    assert told["reveals"] == []


async def test_of_a_sealed_matter_nobody_learns_who_looks_into_it(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    told = await registered(bureau, parties=[PETITIONER])
    party = (await shown(bureau, told["id"]))["parties"][0]["id"]
    await bureau.post(f"matters/{told['id']}/parties/{party}:reveal", purpose="核实")
    await done(bureau, told["id"], "classify", **ACCUSATION, respondents=["housing"])

    answer = (await place.ask("progress", code=told["query_code"])).json()

    assert answer["reveals"] == []
    assert answer["opened"] == []


async def test_office_and_organ_are_rated_once_each(place: Place) -> None:
    bureau, housing = await place.clerk("petition-bureau"), await place.clerk("housing")
    code = await a_code(place, await a_closed_matter(bureau, housing))
    told = (await place.ask("progress", code=code)).json()

    mark = {"code": code, "of": "organ", "organ": "housing", "mark": "satisfied"}
    rated = (await place.ask("progress:rate", **mark)).json()
    again = await place.ask("progress:rate", **mark)

    assert [(r["of"], r["organ"]) for r in told["ratable"]] == [
        ("office", "petition-bureau"),
        ("organ", "housing"),
    ]
    assert [r["of"] for r in rated["ratable"]] == ["office"]
    assert again.json()["code"] == "already_rated"


async def test_who_gave_out_a_new_code_and_why_is_told_and_its_mark_is_doubtful(
    place: Place,
) -> None:
    bureau, housing = await place.clerk("petition-bureau"), await place.clerk("housing")
    matter = await a_closed_matter(bureau, housing)
    silent = await bureau.post(f"matters/{matter}:renew_query_code")
    code = await a_code(place, matter)

    mark = {"code": code, "of": "organ", "organ": "housing", "mark": "satisfied"}
    told = (await place.ask("progress:rate", **mark)).json()

    assert silent.json()["code"] == "text_missing"
    assert told["renewals"] == [
        {"on": "2026-09-16", "organ": "petition-bureau", "late": True, "ground": "遗失凭条"}
    ]
    assert [rating["doubtful"] for rating in (await shown(bureau, matter))["ratings"]] == [True]


async def test_nobody_is_asked_for_a_rating_once_the_window_is_shut(place: Place) -> None:
    bureau, housing = await place.clerk("petition-bureau"), await place.clerk("housing")
    code = await a_code(place, await a_closed_matter(bureau, housing))
    place.house.clock.now = at("2027-09-16")

    assert (await place.ask("progress", code=code)).json()["ratable"] == []


async def test_guessing_from_one_address_is_slowed_down(place: Place) -> None:
    patience = Patience(address=Throttle("2 per minute"))
    place.house.service.rest.state.patience = patience

    answers = [await place.ask("progress", code=f"{n}AAA-BBBB") for n in range(3)]

    assert [answer.status_code for answer in answers] == [404, 404, 429]
    assert int(answers[-1].headers["retry-after"]) > 0


async def test_guessing_at_one_part_of_all_codes_is_slowed_down(place: Place) -> None:
    patience = Patience(prefix=Throttle("2 per minute"))
    place.house.service.rest.state.patience = patience

    spellings = ("IAAA-2", "1aaa-3", " i-aaa-4")
    answers = [await place.ask("progress", code=code) for code in spellings]

    assert [answer.status_code for answer in answers] == [404, 404, 429]
    assert answers[-1].json()["code"] == TooMany().code


async def test_a_matter_that_waits_is_not_ratable(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await a_matter(bureau)
    code = await a_code(place, matter)

    answer = await place.ask(
        "progress:rate", code=code, of="office", organ="petition-bureau", mark="satisfied"
    )

    assert answer.json()["code"] == "matter_not_closed"
