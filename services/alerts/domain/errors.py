"""What alerts refuses."""

from chassis.kernel import InvalidInput


class PeriodBackwards(InvalidInput):
    en = "The period from {since} to {until} ends before it begins."
    zh = "统计时段 {since} 至 {until} 的终止日早于起始日。"
