"""A petition at the door: read, advised about, hardly ever refused."""

from datetime import date

import pytest

from services.intake.domain import advice
from services.intake.domain.errors import (
    CodeUnknown,
    DayInTheFuture,
    DaysOutOfOrder,
    FieldUnknown,
    HistoryIncomplete,
    ReceivedInTheFuture,
    TextMissing,
)
from tests.builders import RULES
from tests.intake.builders import a_petition

SEVEN = tuple({"role": "representative", "name": f"代表{n}"} for n in range(7))


def test_without_a_day_it_was_received_today() -> None:
    assert a_petition().received == date(2026, 9, 16)


def test_nothing_is_received_tomorrow() -> None:
    assert a_petition(received="2026-09-16").received == date(2026, 9, 16)
    with pytest.raises(ReceivedInTheFuture):
        a_petition(received="2026-09-17")


def test_a_title_or_a_body_is_enough_and_nothing_is_not() -> None:
    assert a_petition(title="").body
    assert a_petition(body="").title
    with pytest.raises(TextMissing):
        a_petition(title=" ", body="")


def test_a_field_nobody_keeps_is_refused_without_being_repeated() -> None:
    with pytest.raises(FieldUnknown) as refusal:
        a_petition(扬言="1")

    assert "扬言" not in str(refusal.value.params)


def test_days_of_its_past_belong_to_a_history_only() -> None:
    with pytest.raises(FieldUnknown):
        a_petition(closed="2026-09-01")


def test_a_sixth_representative_of_a_visit_is_advised_not_refused() -> None:
    petition = a_petition(channel="visit", parties=SEVEN)

    assert petition.advice(RULES) == (advice.FIVE_REPRESENTATIVES,)
    assert len(petition.parties) == petition.people_count == 7


@pytest.mark.parametrize("channel", ["letter", "web", "phone"])
def test_letters_and_web_petitions_know_no_limit_of_representatives(channel: str) -> None:
    assert a_petition(channel=channel, parties=SEVEN).advice(RULES) == ()


def test_five_representatives_may_speak_for_three_hundred() -> None:
    petition = a_petition(
        channel="visit", parties=SEVEN[:5], people_count="5", affected_count="300"
    )

    assert petition.advice(RULES) == ()


def test_thirty_visitors_without_representatives_are_advised_to_choose_some() -> None:
    petition = a_petition(channel="visit", people_count="30", parties=({"name": "王某"},))

    assert petition.advice(RULES) == (advice.FIVE_REPRESENTATIVES,)


def test_an_oral_petition_is_to_be_read_back() -> None:
    assert a_petition(oral="yes").advice(RULES) == (advice.READ_BACK,)
    assert a_petition(oral="yes", read_back="yes").advice(RULES) == ()


def test_advice_is_said_in_both_languages() -> None:
    assert "Art. 20" in advice.FIVE_REPRESENTATIVES.say("en")
    assert "第二十条" in advice.FIVE_REPRESENTATIVES.say("zh-CN")


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({}, HistoryIncomplete),
        ({"received": "2020-03-02", "given_to": "housing"}, HistoryIncomplete),
        ({"received": "2020-03-02", "given": "2020-03-05"}, HistoryIncomplete),
        (
            {
                "received": "2020-03-02",
                "given_to": "housing",
                "given": "2020-03-05",
                "answered": "2020-04-01",
            },
            HistoryIncomplete,
        ),
        ({"received": "2020-03-02", "closed": "2020-03-01"}, DaysOutOfOrder),
        ({"received": "2020-03-02", "mode": "own_desk"}, CodeUnknown),
        ({"received": "2020-03-02", "notified": "2020-03-01"}, DaysOutOfOrder),
        ({"received": "2020-03-02", "closed": "2026-09-17"}, DayInTheFuture),
    ],
)
def test_a_history_tells_its_days_in_their_order(
    fields: dict[str, str], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        a_petition(history=True, fields=fields)
