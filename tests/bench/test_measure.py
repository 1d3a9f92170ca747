"""Rounds are interleaved, and a figure is held against what the machine could do meanwhile."""

import pytest

from bench.measure import Measure, rounds


def a_measure(*, seen: float, limit: float | None = None, goal: float, most: bool) -> Measure:
    async def run() -> float:
        return seen

    async def could() -> float:
        return limit or 0

    return Measure("it", "/s", run, goal, limit_run=could if limit else None, most=most)


@pytest.mark.parametrize(
    ("seen", "limit", "goal", "most", "met"),
    [
        (40, 100, 0.33, False, True),
        (30, 100, 0.33, False, False),
        (2.4, None, 2.5, True, True),
        (2.6, None, 2.5, True, False),
    ],
)
async def test_a_goal_is_a_share_of_the_limit_or_a_figure(
    seen: float, limit: float | None, goal: float, most: bool, met: bool
) -> None:
    measure = a_measure(seen=seen, limit=limit, goal=goal, most=most)

    await rounds([measure], 1, pause=0)

    assert measure.is_met is met


async def test_the_limit_runs_in_every_round_right_beside_the_product() -> None:
    order: list[str] = []

    def noted(name: str) -> Measure:
        async def run() -> float:
            order.append(name)
            return 1

        async def could() -> float:
            order.append(f"limit of {name}")
            return 1

        return Measure(name, "/s", run, 1, limit_run=could)

    await rounds([noted("a"), noted("b")], 2, pause=0)

    assert order == ["limit of a", "a", "limit of b", "b"] * 2
