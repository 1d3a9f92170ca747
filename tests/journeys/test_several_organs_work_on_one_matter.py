"""交办: several organs at once, each with clocks of its own and a report that is looked at."""

import pytest

from tests.journeys.house import House, refused
from tests.journeys.steps import (
    ahead,
    answer,
    claim,
    clock,
    do,
    part,
    receiver,
    register,
    registrar,
    see,
    terms_on_board,
)

pytestmark = pytest.mark.engines


def test_a_closing_report_is_returned_once_and_then_approved(house: House) -> None:
    lead, helper = house.person("civil-affairs.handler"), house.person("health.handler")
    receiving = receiver(house)
    matter = register(registrar(house), title="养老院缺少医护人员")["id"]
    claim(receiving, matter)
    given = do(receiving, "assign", matter, lead="civil-affairs", co_handlers=["health"], days=20)
    assert clock(given, "closing_report", "civil-affairs")["due"] == ahead(20)
    assert clock(given, "closing_report", "health")["due"] == ahead(20)

    do(lead, "accept", matter)
    with refused("part_not_in_state"):
        do(lead, "accept", matter)
    assert part(see(receiving, matter), "health")["state"] == "pending"
    do(helper, "accept", matter)
    terms_on_board(
        receiving, matter, ["closing_report", "handling", "notice"], organ="civil-affairs"
    )
    for organ in (lead, helper):
        do(organ, "give_notice", matter, kind="receipt", text="已收到交办事项。")
    answer(lead, matter)
    with refused("report_needed"):
        do(lead, "close", matter)

    do(lead, "submit_closing_report", matter, text="已答复信访人。")
    with refused("forbidden"):
        do(helper, "decide_closing_report", matter, organ="civil-affairs", approved=True)
    returned = do(
        receiving,
        "decide_closing_report",
        matter,
        organ="civil-affairs",
        approved=False,
        reason="未说明医护人员何时到岗。",
    )
    assert part(returned, "civil-affairs")["state"] == "accepted"
    assert [c["stopped"] is None for c in returned["clocks"] if c["term"] == "closing_report"] == [
        False,
        True,
        True,
    ]
    do(lead, "submit_closing_report", matter, text="两名护士已到岗。")
    approved = do(receiving, "decide_closing_report", matter, organ="civil-affairs", approved=True)
    assert [r["approved"] for r in part(approved, "civil-affairs")["reports"]] == [False, True]

    assert (approved["status"], part(approved, "health")["state"]) == ("in_progress", "accepted")
    do(helper, "submit_closing_report", matter, text="已派护士。")
    closed = do(receiving, "decide_closing_report", matter, organ="health", approved=True)
    assert closed["status"] == "closed"
    terms_on_board(receiving, matter, [])
