"""A family without a lift comes through the door, and goes home answered."""

import pytest

from tests.journeys.house import House, eventually, refused
from tests.journeys.steps import (
    ahead,
    answer_to,
    claim,
    clock,
    do,
    progress,
    rate,
    rates,
    receiver,
    register,
    registrar,
    see,
    serve,
    terms_on_board,
)

pytestmark = pytest.mark.engines


def test_a_petition_becomes_a_deadline_an_answer_and_a_mark(house: House) -> None:
    handler, receiving = house.person("housing.handler"), receiver(house)
    registered = register(
        registrar(house),
        channel="visit",
        title="阳光小区三号楼电梯停运",
        body="物业和开发商互相推诿,七旬老人每天爬楼。",
        requests=["尽快修好电梯", "退还停运期间的电梯费"],
        oral="yes",
        read_back="yes",
    )
    matter, code = registered["id"], registered["query_code"]
    assert [c["term"] for c in registered["clocks"]] == ["disposal"]
    assert registered["clocks"][0]["due"] == ahead(15)
    terms_on_board(receiving, matter, ["disposal"], organ="petition-bureau", colour="blue")

    with refused("no_such_matter"):
        see(handler, matter)
    claim(receiving, matter)
    suggested = receiving.get("intake", f"/v1/matters/{matter}/organ-suggestions")
    assert suggested["clear"] == "housing"
    assert all(option["reasons"] for option in suggested["options"])
    do(receiving, "forward", matter, lead="housing")
    terms_on_board(handler, matter, ["notice"])

    accepted = do(handler, "accept", matter)
    sixty_days = clock(accepted, "handling")
    assert (sixty_days["owner"], sixty_days["due"]) == ("housing", ahead(60))
    assert "Art. 34" in sixty_days["explanation"]
    do(handler, "give_notice", matter, kind="receipt", text="已受理,六十日内答复。")
    terms_on_board(receiving, matter, ["handling"], organ="housing", colour="blue")

    with refused("request_unanswered"):
        do(handler, "issue_opinion", matter, answers=[answer_to(1)])
    with refused("not_answered_yet"):
        do(handler, "close", matter)
    opinion = do(
        handler, "issue_opinion", matter, answers=[answer_to(1), answer_to(2, "not_support")]
    )["opinions"][0]
    assert [a["outcome"] for a in opinion["answers"]] == ["support", "not_support"]
    assert opinion["remedy"]["organ"] == "county"
    with refused("not_served_yet"):
        do(handler, "close", matter)
    served = serve(handler, matter, opinion["number"])
    assert clock(served, "reexamination_request", "petitioner")["due"] == ahead(30)
    closed = do(handler, "close", matter)
    assert (closed["status"], closed["verdict"]) == ("closed", None)
    terms_on_board(receiving, matter, [], organ="housing")

    seen = progress(house, code)
    assert [step["step"] for step in seen["steps"]][:2] == ["received", "registered"]
    assert {"given", "accepted", "answered", "served", "closed"} <= {
        step["step"] for step in seen["steps"]
    }
    assert {(r["of"], r["organ"]) for r in seen["ratable"]} == {
        ("office", "petition-bureau"),
        ("organ", "housing"),
    }
    rate(house, code, "office", "petition-bureau", "satisfied")
    rated = rate(house, code, "organ", "housing", "unsatisfied")
    assert rated["ratable"] == []
    eventually(
        lambda: rates(receiving, "housing"),
        until=lambda told: (
            told["organ_timely_acceptance"] == told["on_time_closure"] == (1, 1)
            and told["participation"] == (1, 1)
            and told["satisfaction"] == (0, 1)
        ),
    )


def test_a_query_code_that_nobody_was_given_opens_nothing(house: House) -> None:
    anybody = registrar(house)

    answer = anybody.http.post(
        f"{anybody.doors.url('intake')}/v1/progress", json={"code": "AAAA-BBBB-CCCC-DDDD"}
    )

    assert (answer.status_code, answer.json()["code"]) == (404, "query_code_wrong")
