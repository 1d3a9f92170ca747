"""Two letters are one matter, one letter is two. The platform points it out; a person decides."""

import pytest

from tests.journeys.house import House, eventually, refused
from tests.journeys.steps import (
    ago,
    ahead,
    claim,
    clock,
    do,
    progress,
    receiver,
    register,
    registrar,
    see,
    terms_on_board,
)

pytestmark = pytest.mark.engines

MARKET = "莫愁大道农贸市场夜间装卸货物噪音扰民,周边住户整夜无法入睡,多次拨打热线没有结果。"


def test_two_letters_are_linked_and_the_deadline_of_the_first_stays(house: House) -> None:
    receiving = receiver(house)
    neighbour = {"name": "周某某", "phone": "13900001111"}
    first = register(
        registrar(house), title="农贸市场噪音", body=MARKET, parties=[neighbour], received=ago(3)
    )
    second = register(
        registrar(house), title="夜间噪音", body=MARKET + "请尽快处理。", parties=[neighbour]
    )

    likeliest = eventually(
        lambda: receiving.get("intake", f"/v1/matters/{second['id']}/duplicates")["duplicates"][0],
        until=lambda found: found["shared"] > 0,
    )
    assert likeliest["matter"]["id"] == first["id"]
    assert likeliest["same_party"]
    with refused("link_to_itself"):
        do(receiving, "link", second["id"], into=second["id"])
    linked = do(receiving, "link", second["id"], into=first["id"])

    assert (linked["status"], linked["linked_into"]) == ("linked", first["id"])
    joined = see(receiving, first["id"])
    assert len(joined["items"]) == 2
    assert clock(joined, "disposal")["due"] == ahead(15 - 3)
    terms_on_board(receiving, first["id"], ["disposal"])
    terms_on_board(receiving, second["id"], [])


def test_one_letter_is_split_and_each_part_has_a_code_and_the_first_day(house: House) -> None:
    receiving = receiver(house)
    letter = register(
        registrar(house),
        title="低保与道路两件事",
        body="一是低保金未发,二是村路塌方。",
        requests=["补发低保金", "修路"],
        received=ago(2),
    )

    split = do(
        receiving,
        "split",
        letter["id"],
        parts=[
            {"title": "低保金未发", "requests": ["补发低保金"]},
            {"title": "村路塌方", "requests": ["修路"]},
        ],
    )

    assert split["source"]["status"] == "linked"
    for part in split["parts"]:
        matter = see(receiving, part["id"])
        assert (matter["received"], matter["split_from"]) == (ago(2), letter["id"])
        assert progress(house, part["query_code"])["received"] == ago(2)
        terms_on_board(receiving, part["id"], ["disposal"])
    terms_on_board(receiving, letter["id"], [])
    assert claim(receiving, split["parts"][1]["id"])["route"] == "r6"
