"""Only what no two rounds dispute is called slower."""

from typing import Any

import pytest

from bench.comparing import compare, only_once


def a_run(
    seen: list[float], limit: list[float] | None = None, *, most: bool = False, **beside: Any
) -> Any:
    measure = {"name": "it", "seen": seen, "limit_seen": limit or [], "most": most}
    return {"measures": [measure | {"beside": beside}]}


@pytest.mark.parametrize(
    ("old", "new", "slower"),
    [
        (a_run([100, 110, 120]), a_run([50, 55, 60]), True),
        (a_run([100, 110, 120]), a_run([90, 101, 130]), False),
        (a_run([100, 101, 102]), a_run([97, 98, 99]), False),
        (a_run([2.0, 2.1], most=True), a_run([3.0, 3.1], most=True), True),
        (a_run([3.0, 3.1], most=True), a_run([2.0, 2.1], most=True), False),
        (a_run([100, 100], [200, 200]), a_run([50, 50], [100, 100]), False),
        (a_run([100, 100], [200, 200]), a_run([50, 50], [200, 200]), True),
        (a_run([0, 0], most=True), a_run([0, 0], most=True), False),
        (a_run([0, 0], most=True), a_run([3, 1], most=True), True),
    ],
    ids=[
        *("rate", "overlap", "a little", "time", "quicker", "busy machine", "share"),
        *("no errors", "first errors"),
    ],
)
def test_slower_is_what_lies_beyond_noise(old: Any, new: Any, slower: bool) -> None:
    (change,) = compare(old, new)

    assert change.is_slower is slower


def test_a_time_beside_a_figure_that_stays_may_get_slower() -> None:
    old = a_run([100, 101], cpu_ms=[1.0, 1.1], found=[50, 60])
    new = a_run([100, 101], cpu_ms=[2.0, 2.1], found=[5, 6])

    assert [(c.name, c.is_slower) for c in compare(old, new)] == [
        ("it", False),
        ("it: cpu ms", True),
    ]


def test_what_was_measured_once_only_is_compared_with_nothing_and_named() -> None:
    nothing: Any = {"measures": []}

    assert list(compare(nothing, a_run([1.0]))) == []
    assert only_once(nothing, a_run([1.0])) == only_once(a_run([1.0]), nothing) == ["it"]
    assert only_once(a_run([1.0]), a_run([2.0])) == []
