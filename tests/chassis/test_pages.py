"""Keyset pages."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.pages import Page, PageTokenUnreadable, next_token, page, token

Key = tuple[date, UUID]


@given(day=st.dates(), number=st.uuids())
def test_a_token_brings_its_key_back(day: date, number: UUID) -> None:
    assert page(50, token((day, number)), Key) == Page(50, (day, number))


@given(st.text(max_size=60))
def test_a_token_not_made_here_is_refused(text: str) -> None:
    if text:
        with pytest.raises(PageTokenUnreadable):
            page(50, text, Key)


@dataclass
class Line:
    day: date
    number: int


def test_the_last_page_has_no_token_after_it() -> None:
    lines = [Line(date(2026, 9, 16), 1)]

    assert next_token(lines, Page(2), "day", "number") == ""
    assert next_token(lines, Page(1), "day", "number") == token((date(2026, 9, 16), 1))
