"""What alerts refuses."""

from chassis.kernel import InvalidInput, Unavailable


class BoardBeingRebuilt(Unavailable):
    en = "The board is being derived anew. Try again shortly."
    zh = "看板正在重新生成,请稍后再试。"


class PeriodBackwards(InvalidInput):
    en = "The period from {since} to {until} ends before it begins."
    zh = "统计时段 {since} 至 {until} 的终止日早于起始日。"
