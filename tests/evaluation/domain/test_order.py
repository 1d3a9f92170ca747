"""A supervision order: issued, answered, returned, closed."""

from collections.abc import Callable
from datetime import date

import pytest

from chassis.calendars import Pending
from law.calendar import Calendar
from services.evaluation.domain.errors import (
    ChoiceUnknown,
    NotTheIssuer,
    NotYourOrder,
    OrderNotInState,
    OrganNotInMatter,
    OwnOrgan,
    TextUnreadable,
)
from services.evaluation.domain.order import Addressee, Cause, Number, SupervisionOrder
from services.evaluation.domain.states import State
from tests.builders import CALENDAR, NOON, RULES, a_principal, an_id, at
from tests.evaluation.builders import HOUSING, ROLLING, SUPERVISOR, an_answered_order, an_order

LATER = at("2026-09-24")


def answer(order: SupervisionOrder) -> None:
    order.answer("已核查", "已修复", by=HOUSING, now=LATER)


def return_(order: SupervisionOrder) -> None:
    order.return_("没有附上验收记录", rules=RULES, by=SUPERVISOR, now=LATER)


def close(order: SupervisionOrder) -> None:
    order.close(by=SUPERVISOR, now=LATER)


def issue(organ: str = "housing", mode: str = "letter", trigger: str = "other") -> None:
    SupervisionOrder.issue(
        an_id(),
        Number(2026, 1),
        Addressee(an_id(), organ, frozenset({"housing", "petition-bureau"})),
        Cause(trigger, "…"),
        mode,
        rules=RULES,
        by=SUPERVISOR,
        now=NOON,
    )


def test_an_issued_order_gives_the_organ_fifteen_days() -> None:
    order = an_order()

    (clock,) = order.clocks
    assert (str(order.number), clock.name, clock.owner) == (
        "2026-1",
        "supervision_answer",
        "housing",
    )
    assert clock.due(CALENDAR) == date(2026, 10, 1)


@pytest.mark.parametrize("mode", ["phone", "letter", "interview", "on_site", "joint"])
def test_an_organ_is_pressed_in_one_of_five_ways(mode: str) -> None:
    issue(mode=mode)


@pytest.mark.parametrize(
    ("wrong", "refused"),
    [
        ({"mode": "listed_supervision"}, ChoiceUnknown),
        ({"trigger": "astrology"}, ChoiceUnknown),
        ({"organ": "health"}, OrganNotInMatter),
        ({"organ": "petition-bureau"}, OwnOrgan),
    ],
)
def test_an_order_that_cannot_be_is_refused(
    wrong: dict[str, str], refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        issue(**wrong)


def test_an_answer_stops_the_clock_and_awaits_a_decision() -> None:
    order = an_order()

    answer(order)

    assert (order.state, order.clocks[0].stopped) == (State.ANSWERED, date(2026, 9, 24))


def test_a_returned_answer_starts_the_term_once_more() -> None:
    order = an_answered_order()

    return_(order)

    assert (order.state, [clock.is_open for clock in order.clocks]) == (
        State.RETURNED,
        [False, True],
    )
    assert order.clocks[1].due(CALENDAR) == date(2026, 10, 9)
    assert order.answers[0].returned_for is not None

    answer(order)
    close(order)

    assert (order.state, len(order.answers)) == (State.CLOSED, 2)
    assert not any(clock.is_open for clock in order.clocks)


@pytest.mark.parametrize(
    ("reach", "refused"),
    [
        ([], [return_, close]),
        ([answer], [answer]),
        ([answer, return_], [return_, close]),
        ([answer, close], [answer, return_, close]),
    ],
    ids=["issued", "answered", "returned", "closed"],
)
def test_what_does_not_fit_the_state_changes_nothing(
    reach: list[Callable[[SupervisionOrder], None]],
    refused: list[Callable[[SupervisionOrder], None]],
) -> None:
    for verb in refused:
        order = an_order()
        for step in reach:
            step(order)
        before = (order.state, order.version, list(order.clocks))

        with pytest.raises(OrderNotInState):
            verb(order)

        assert (order.state, order.version, order.clocks) == before


def test_another_organ_cannot_answer() -> None:
    with pytest.raises(NotYourOrder):
        an_order().answer("…", "…", by=a_principal("health"), now=NOON)


def test_the_organ_cannot_decide_on_its_own_answer() -> None:
    with pytest.raises(NotTheIssuer):
        an_answered_order().close(by=HOUSING, now=NOON)
    with pytest.raises(NotTheIssuer):
        an_answered_order().return_("…", rules=RULES, by=HOUSING, now=NOON)


@pytest.mark.parametrize(("statement", "measures"), [("", "已修复"), ("已核查", " ")])
def test_an_answer_says_both_what_is_so_and_what_was_done(statement: str, measures: str) -> None:
    order = an_order()

    with pytest.raises(TextUnreadable):
        order.answer(statement, measures, by=HOUSING, now=NOON)

    assert (order.state, order.answers) == (State.ISSUED, [])


def test_no_words_show_where_an_order_is_shown() -> None:
    order = an_answered_order()

    assert not any(word in repr(order) for word in ("群众", "派员", "电梯"))
    assert {answer.statement.key for answer in order.answers} == {order.id}


def test_a_seal_is_told_once_and_stops_no_clock() -> None:
    order = an_order()

    order.seal(by=SUPERVISOR, now=NOON)
    order.seal(by=SUPERVISOR, now=NOON)

    assert [type(fact).__name__ for fact in order.facts] == ["OrderIssued", "OrderSealed"]
    assert order.clocks[0].is_open


def test_a_published_calendar_is_recorded_where_it_touches_a_clock() -> None:
    unpublished = Calendar(CALENDAR.published - {2026}, frozenset(), frozenset())
    publication = Pending("420881", 2026, 1, (unpublished,), CALENDAR, None)
    order = an_order(rules=ROLLING, now=at("2026-09-17"))
    order.recompute_clocks(publication, by=SUPERVISOR, now=NOON)
    order.answer("已经派员核查", "电梯已修复", by=HOUSING, now=at("2026-09-25"))

    order.recompute_clocks(publication, by=SUPERVISOR, now=NOON)

    assert [type(fact).__name__ for fact in order.take_facts()] == [
        "OrderIssued",
        "ClocksRecomputed",
        "OrderAnswered",
    ]
