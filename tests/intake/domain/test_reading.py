"""Reading raw texts: what cannot be kept or meant is refused with its field."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.kernel import InvalidInput
from services.intake.domain import reading
from services.intake.domain.errors import (
    CodeUnknown,
    DateUnreadable,
    DivisionImpossible,
    NumberUnreadable,
    PostUnreadable,
    TextMissing,
    TextTooLong,
    TextUnreadable,
    YesOrNoUnreadable,
)
from services.intake.domain.states import Mode


@pytest.mark.parametrize("said", ["有\0空", "半个\ud800字", "\udfff"])
def test_what_cannot_be_stored_is_refused(said: str) -> None:
    with pytest.raises(TextUnreadable) as refusal:
        reading.text(said, "body")

    assert refusal.value.params == {"field": "body"}


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_every_other_text_is_kept_as_it_was_written(said: str) -> None:
    assert reading.text(said, "body") == said.strip()


@given(st.text(alphabet=st.characters(exclude_categories=[]), max_size=300))
def test_a_text_is_read_or_refused_with_a_code_never_anything_else(said: str) -> None:
    try:
        reading.text(said, "body").encode()
    except InvalidInput:
        assert "\0" in said or any("\ud800" <= letter <= "\udfff" for letter in said)


def test_a_text_may_be_as_long_as_its_limit() -> None:
    assert reading.text("长" * reading.MAX_TEXT, "body") == "长" * reading.MAX_TEXT
    with pytest.raises(TextTooLong):
        reading.text("长" * (reading.MAX_TEXT + 1), "body")


def test_a_required_text_is_more_than_blanks() -> None:
    with pytest.raises(TextMissing):
        reading.required(" \n\t　", "body")


@pytest.mark.parametrize(
    "said", ["15/9", "2026-02-30", "20260916", "2026-W38-3", "1919-05-04", "2026-9-16", "今天"]
)
def test_only_a_day_of_the_calendar_is_a_day(said: str) -> None:
    with pytest.raises(DateUnreadable):
        reading.a_day(said, "received")


@given(st.dates(min_value=reading.EARLIEST))
def test_every_day_is_read_as_it_is_written(day: date) -> None:
    assert reading.a_day(day.isoformat(), "received") == day


@pytest.mark.parametrize("said", ["", "420881", "420881105", "420881105203", "500101"])
def test_a_division_is_a_county_a_town_or_a_village(said: str) -> None:
    assert reading.division({"division": said}, "division") == said


@pytest.mark.parametrize("said", ["4208", "42088110", "990000", "160000", "42O881", "４２０８８１"])
def test_an_impossible_division_is_refused(said: str) -> None:
    with pytest.raises(DivisionImpossible):
        reading.division({"division": said}, "division")


@pytest.mark.parametrize("said", ["-1", "1.5", "很多", "12345678"])
def test_a_count_is_a_whole_number(said: str) -> None:
    with pytest.raises(NumberUnreadable):
        reading.count({"people_count": said}, "people_count", 1)


def test_yes_and_no_are_said_in_the_usual_words() -> None:
    assert reading.yes({"oral": "Yes"}, "oral")
    assert not reading.yes({}, "oral")
    with pytest.raises(YesOrNoUnreadable):
        reading.yes({"oral": "perhaps"}, "oral")


def test_a_contact_is_a_post_and_never_a_name() -> None:
    assert reading.post("housing/handler") == "housing/handler"
    with pytest.raises(PostUnreadable):
        reading.post("王小明 13800000000")


def test_an_unknown_word_is_refused_with_the_known_ones_and_not_repeated() -> None:
    with pytest.raises(CodeUnknown) as refusal:
        reading.word({"mode": "王小明"}, "mode", Mode)

    assert "王小明" not in str(refusal.value.params)
    assert "forwarded" in refusal.value.say("zh")
