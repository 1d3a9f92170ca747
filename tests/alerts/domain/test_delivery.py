"""The life of an alarm."""

from datetime import timedelta

import pytest

from services.alerts.domain.delivery import RETRY_AFTER, SUPERVISING_ORGAN, Delivery, Role, State
from tests.alerts.builders import a_deadline, day
from tests.builders import NOON, an_id

PATIENCE = timedelta(hours=24)


def an_alarm(*, sealed: bool = False) -> Delivery:
    return Delivery.of(a_deadline(due=day("2026-09-18"), sealed=sealed), an_id(), NOON)


def test_a_deadline_without_a_day_raises_no_alarm() -> None:
    with pytest.raises(ValueError, match="cannot turn red"):
        Delivery.of(a_deadline(due=None), an_id(), NOON)


def test_an_alarm_goes_to_head_deputy_and_supervisor_and_no_further() -> None:
    alarm, told = an_alarm(), []
    while True:
        told.append((alarm.role, alarm.organ))
        done, following = alarm.passed_on(an_id(), NOON)
        if following is None:
            break
        assert done.state is State.PASSED_ON
        alarm = following

    assert told == [
        (Role.HEAD, "housing"),
        (Role.DEPUTY, "housing"),
        (Role.SUPERVISOR, SUPERVISING_ORGAN),
    ]
    assert done.state is State.QUEUED
    assert done.pass_at is None


def test_the_next_of_a_chain_starts_afresh() -> None:
    failed = an_alarm().to_post("housing/head").failed("sms", "no_channel", NOON)

    _, following = failed.passed_on(an_id(), NOON + PATIENCE)

    assert following is not None
    assert (following.post, following.attempts, following.reason) == ("", 0, "")
    assert following.raised_at == following.next_at == NOON + PATIENCE


def test_a_failure_stays_visible_when_it_is_passed_on() -> None:
    failed = an_alarm().unreachable("role_not_held", NOON)

    done, _ = failed.passed_on(an_id(), NOON)

    assert (done.state, done.reason, done.passed_on_at) == (State.FAILED, "role_not_held", NOON)


def test_the_last_failure_is_passed_on_at_once() -> None:
    alarm = an_alarm()
    for _ in RETRY_AFTER:
        alarm = alarm.failed("sms", "timeout", NOON)
        assert alarm.pass_at is None

    last = alarm.failed("sms", "timeout", NOON)

    assert (last.next_at, last.pass_at) == (None, NOON)


def test_an_answer_after_it_was_passed_on_is_taken() -> None:
    sent = an_alarm().sent("sms", NOON, PATIENCE)
    done, _ = sent.passed_on(an_id(), NOON + PATIENCE)

    assert done.acknowledged(NOON + PATIENCE).state is State.ACKNOWLEDGED


def test_an_alarm_is_about_its_due_day_only() -> None:
    alarm = an_alarm()

    assert alarm.is_about(a_deadline(due=day("2026-09-18")))
    assert not alarm.is_about(a_deadline(due=day("2026-10-18")))
    assert not alarm.is_about(a_deadline(due=day("2026-09-18"), stopped=day("2026-09-17")))
    assert not alarm.is_about(None)
