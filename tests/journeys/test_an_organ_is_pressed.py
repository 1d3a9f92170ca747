"""A notice is overdue: the board turns red, somebody is told, and the bureau presses the organ."""

import pytest

from tests.journeys.house import House, eventually, refused
from tests.journeys.steps import ago, ahead, clock, deadlines, do, receiver, register

pytestmark = pytest.mark.engines


def test_what_is_missed_is_suggested_ordered_answered_and_closed(house: House) -> None:
    handler, head = house.person("education.handler"), house.person("education.head")
    supervisor = house.person("petition-bureau.supervisor")
    registered = register(handler, title="小学课后服务乱收费", received=ago(20))
    matter = registered["id"]
    overdue = clock(registered, "own_notice", "education")
    assert (overdue["due"], overdue["late"]) == (ago(5), True)

    (red,) = eventually(lambda: deadlines(receiver(house), matter, colour="red"), until=bool)
    assert (red["organ"], red["days_left"], red["overdue"]) == ("education", -5, True)
    told = eventually(
        lambda: [
            d
            for d in head.get("alerts", "/v1/deliveries", organ="education")["deliveries"]
            if d["subject"] == matter
        ],
        until=bool,
    )
    assert {(d["role"], d["term"]) for d in told} == {("head", "own_notice")}

    suggestion = eventually(
        lambda: [
            s
            for s in supervisor.get("evaluation", "/v1/suggestions")["suggestions"]
            if s["matter"] == matter
        ],
        until=bool,
    )[0]
    assert (suggestion["organ"], suggestion["trigger"]) == ("education", "overdue")
    assert ago(5) in suggestion["why"]
    order = supervisor.post(
        "evaluation",
        "/v1/orders",
        {"mode": "letter", "suggestion": suggestion["id"], "ground": "未在十五日内书面告知。"},
    )
    assert order["clocks"][-1]["due"] == ahead(15)
    with refused("forbidden"):
        supervisor.post(
            "evaluation",
            f"/v1/orders/{order['id']}:answer",
            {"statement": "已办", "measures": "已办"},
        )

    do(handler, "give_notice", matter, kind="receipt", text="已收到,正在核查收费。")
    answered = head.post(
        "evaluation",
        f"/v1/orders/{order['id']}:answer",
        {"statement": "因人员调整延误。", "measures": "已告知信访人,专人负责。"},
    )
    assert answered["clocks"][-1]["stopped"]
    closed = supervisor.post("evaluation", f"/v1/orders/{order['id']}:close")
    assert closed["status"] == "closed"
    eventually(lambda: deadlines(receiver(house), matter), until=lambda lines: not lines)
    with refused("order_not_in_state"):
        head.post(
            "evaluation",
            f"/v1/orders/{order['id']}:answer",
            {"statement": "再答", "measures": "再答"},
        )
