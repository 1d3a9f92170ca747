"""Colours at the boundary days, and the properties that keep the tick honest."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from law.alerting import Alerting
from law.calendar import ONE_DAY
from services.alerts.domain.colours import ON_BOARD, Colour, Outcome
from services.alerts.domain.deadline import Deadline
from tests.alerts.builders import ALERTING, BY_SHARE, a_deadline, day

DUE = day("2026-10-31")
days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
policies = st.sampled_from([ALERTING, BY_SHARE])


@st.composite
def deadlines(draw: st.DrawFn) -> Deadline:
    started = draw(days)
    due = draw(st.none() | st.integers(0, 90).map(lambda n: started + timedelta(n)))
    stopped = draw(st.none() | st.integers(0, 120).map(lambda n: started + timedelta(n)))
    return a_deadline(
        started=started,
        due=due,
        due_without_pauses=draw(st.none() | st.just(started)) if due is None else None,
        stopped=stopped,
        lapsed=stopped is not None and draw(st.booleans()),
        term=draw(st.sampled_from(["handling", "objection"])),
    )


@pytest.mark.parametrize(
    ("left", "colour"),
    [
        (-1, Colour.RED),
        (0, Colour.RED),
        (3, Colour.RED),
        (4, Colour.YELLOW),
        (10, Colour.YELLOW),
        (11, Colour.BLUE),
    ],
)
def test_the_days_left_decide_the_colour(left: int, colour: Colour) -> None:
    look = a_deadline(due=DUE).look(DUE - timedelta(left), ALERTING)

    assert look.colour is colour
    assert look.overdue is (left < 0)


@pytest.mark.parametrize(
    ("used", "colour"),
    [
        (44, Colour.BLUE),
        (45, Colour.YELLOW),
        (50, Colour.YELLOW),
        (51, Colour.RED),
        (61, Colour.RED),
    ],
)
def test_another_rulebook_colours_by_the_share_of_the_time_used(used: int, colour: Colour) -> None:
    sixty_days = a_deadline(started=day("2026-09-01"), due=DUE)

    assert sixty_days.look(day("2026-09-01") + timedelta(used), BY_SHARE).colour is colour


def test_what_has_no_due_day_is_paused_or_has_no_statutory_term() -> None:
    paused = a_deadline(due=None, due_without_pauses=DUE)
    untimed = a_deadline(due=None, term="objection_decision")

    assert paused.look(DUE, ALERTING).colour is Colour.PAUSED
    assert untimed.look(DUE, ALERTING).colour is Colour.UNTIMED


def test_a_right_that_lapses_is_not_on_the_board() -> None:
    assert a_deadline(term="objection").look(DUE, ALERTING).colour is Colour.UNWATCHED


def test_a_duty_that_ends_undone_after_its_last_day_stays_overdue() -> None:
    in_time = a_deadline(due=DUE, stopped=DUE, lapsed=True)
    too_late = a_deadline(due=DUE, stopped=DUE + ONE_DAY, lapsed=True)

    assert in_time.look(DUE, ALERTING).outcome is Outcome.LAPSED
    assert too_late.look(DUE, ALERTING).outcome is Outcome.OPEN_LATE


def test_done_on_the_last_day_is_in_time_and_the_day_after_is_late() -> None:
    assert a_deadline(due=DUE, stopped=DUE).look(DUE, ALERTING).outcome is Outcome.DONE_IN_TIME
    late = a_deadline(due=DUE, stopped=DUE + ONE_DAY)
    assert late.look(DUE, ALERTING).outcome is Outcome.DONE_LATE
    assert late.is_missed(DUE)


@given(deadlines(), days, policies)
def test_nothing_changes_before_the_day_it_turns(
    deadline: Deadline, today: date, alerting: Alerting
) -> None:
    look = deadline.look(today, alerting)

    until = look.turns or today + timedelta(200)
    assert until > today
    for ahead in range((min(until, today + timedelta(200)) - today).days):
        later = deadline.look(today + timedelta(ahead), alerting)
        assert (later.colour, later.outcome, later.overdue, later.turns) == (
            look.colour,
            look.outcome,
            look.overdue,
            look.turns,
        )


@given(deadlines(), days, policies)
def test_only_open_duties_are_on_the_board_and_only_they_press(
    deadline: Deadline, today: date, alerting: Alerting
) -> None:
    look = deadline.look(today, alerting)

    assert (look.colour in ON_BOARD) == (deadline.is_open and deadline.term == "handling")
    assert deadline.is_open or look.turns is None
    if look.overdue and look.colour in ON_BOARD:
        assert look.colour is Colour.RED
