"""How often one key may try: a moving window in the memory of this process."""

import time
from math import ceil

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from chassis.kernel import TooMany


class Throttle:
    """One rule such as "5 per minute". Each process counts alone: n replicas let n times through.

    So it slows guessing down and shields the machine; it is no quota. Keys stay in memory and
    are shown nowhere, so an address or an account may be one.
    """

    def __init__(self, rule: str) -> None:
        self._rule = parse(rule)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def require(self, *keys: str) -> None:
        if self._limiter.hit(self._rule, *keys):
            return
        free_at = self._limiter.get_window_stats(self._rule, *keys).reset_time
        raise TooMany(seconds=max(1, ceil(free_at - time.time())))
