"""Cases as hypothesis draws them, in batches that anybody can draw again."""

from collections.abc import Iterator
from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from tests.badinput.illness import TEXTS

BATCH = 250

Case = TypeVar("Case")

ill_texts = st.one_of(
    st.sampled_from([text for text in TEXTS if len(text) < 1000]),
    st.text(max_size=40),
    st.text(st.characters(categories=["Cs", "Cc", "Cf", "Mn", "Me"]), max_size=20),
    st.text(st.characters(min_codepoint=0x590, max_codepoint=0x8FF), max_size=20),
    st.builds(
        lambda t, n: t * n, st.sampled_from(["e\u0301", "\u202e王", "x"]), st.integers(0, 300)
    ),
)
"""Control, combining and right-to-left text, half surrogate pairs, and what was thought of."""


def drawn(strategy: st.SearchStrategy[Case], count: int, first: int = 0) -> Iterator[Case]:
    """Batch by batch; the same numbers draw the same cases. Ends early where nothing more fits."""
    for number in range(first, first + count, BATCH):
        batch = _batch(strategy, min(BATCH, first + count - number), number)
        if not batch:
            return
        yield from batch


def _batch(strategy: st.SearchStrategy[Case], size: int, number: int) -> list[Case]:
    found: list[Case] = []

    @seed(number)
    @settings(
        max_examples=size,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def keep(case: Case) -> None:
        found.append(case)

    try:
        keep()
    except Unsatisfiable:
        return []
    return found
