"""A petition that comes straight to an organ: no fifteen days to pass on, but fifteen to answer."""

import pytest

from tests.journeys.house import House, refused
from tests.journeys.steps import ahead, claim, clock, do, part, register, terms_on_board

pytestmark = pytest.mark.engines


def test_an_organs_own_desk_owes_a_notice_in_fifteen_days(house: House) -> None:
    handler = house.person("transport.handler")
    registered = register(handler, channel="phone", title="班车停开", oral="yes")
    matter = registered["id"]
    assert [(c["term"], c["owner"], c["due"]) for c in registered["clocks"]] == [
        ("own_notice", "transport", ahead(15))
    ]
    assert [advice["code"] for advice in registered["advice"]] == ["read_back"]
    terms_on_board(handler, matter, ["own_notice"])

    claim(handler, matter)
    with refused("nobody_sent_it"):
        do(handler, "object_to_assignment", matter, ground="不归我们管。")
    with refused("not_your_subordinate"):
        do(handler, "forward", matter, lead="finance")
    accepted = do(handler, "accept", matter)
    assert part(accepted, "transport")["mode"] == "own_desk"
    told = do(handler, "give_notice", matter, kind="receipt", text="已受理。")
    assert clock(told, "own_notice")["stopped"]
    assert clock(told, "handling")["due"] == ahead(60)
    terms_on_board(handler, matter, ["handling"])


def test_what_is_out_of_scope_is_told_where_to_go(house: House) -> None:
    handler = house.person("transport.handler")
    matter = register(handler, title="养老金未发")["id"]

    told = do(handler, "give_notice", matter, kind="where_to_go", text="请向人社局提出。")

    assert clock(told, "own_notice")["stopped"]
    terms_on_board(handler, matter, [])
