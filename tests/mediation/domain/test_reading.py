"""Raw words, read once."""

import pytest

from services.mediation.domain.errors import TextUnreadable
from services.mediation.domain.reading import LONGEST_TEXT, read_text
from tests.builders import an_id


def test_the_longest_text_is_taken_and_one_more_is_not() -> None:
    assert read_text("remark", "字" * LONGEST_TEXT, key=an_id()).clear == "字" * LONGEST_TEXT

    with pytest.raises(TextUnreadable):
        read_text("remark", "字" * (LONGEST_TEXT + 1), key=an_id())


@pytest.mark.parametrize("raw", ["", "  \n", "a\0b"])
def test_a_text_that_says_nothing_or_cannot_be_kept_is_refused_without_repeating_it(
    raw: str,
) -> None:
    with pytest.raises(TextUnreadable) as refused:
        read_text("remark", raw, key=an_id())

    assert refused.value.params == {"field": "remark", "most": LONGEST_TEXT}
