"""What an alarm says."""

import pytest

from law.calendar import ONE_DAY
from services.alerts.domain.deadline import Kind
from services.alerts.domain.delivery import Delivery
from services.alerts.domain.wording import KINDS, TERMS, body
from tests.alerts.builders import a_deadline, day
from tests.builders import NOON, RULES, an_id

DUE = day("2026-09-18")


@pytest.mark.parametrize(
    ("left", "said"), [(3, "还剩 3 天"), (1, "还剩 1 天"), (0, "今天到期"), (-2, "已超期 2 天")]
)
def test_it_counts_the_days_on_the_day_it_is_sent(left: int, said: str) -> None:
    alarm = Delivery.of(a_deadline(due=DUE), an_id(), NOON)

    assert said in body(alarm, DUE - left * ONE_DAY)


def test_every_kind_and_every_watched_step_has_its_words() -> None:
    assert set(KINDS) == set(Kind)
    assert set(RULES.alerting.watched.terms) <= set(TERMS)
