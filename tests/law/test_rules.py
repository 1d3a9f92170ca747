"""Entries that contradict themselves are not read."""

from dataclasses import replace

import pytest

from law.rules import Duty, Rate, Route
from tests.builders import RULES


def test_a_rate_may_not_drop_what_is_overdue_and_open() -> None:
    with pytest.raises(ValueError, match="may not be dropped"):
        Rate(
            zh="率",
            en="rate",
            formula="1",
            of="organ",
            numerator=("done_in_time",),
            denominator=("done_in_time", "done_late"),
            source="wishful",
        )


def test_a_route_that_leaves_says_where_to() -> None:
    with pytest.raises(ValueError, match="target procedures"):
        replace(RULES.routes["r1"], targets={})
    with pytest.raises(ValueError, match="target procedures"):
        replace(RULES.routes["r6"], targets=RULES.routes["r1"].targets)
    assert isinstance(RULES.routes["r1"], Route)


def test_a_duty_of_towns_names_no_bureau() -> None:
    with pytest.raises(ValueError, match="a duty of towns"):
        Duty(level="township", power="decide", organ="housing", source="mixed up")


def test_an_attachment_is_known_by_its_ending_in_any_case() -> None:
    kind = RULES.attachments.kind_of(".PDF")

    assert kind is not None
    assert kind.media_types == ("application/pdf",)
    assert RULES.attachments.kind_of("exe") is None


def test_names_and_bases_are_said_in_both_languages() -> None:
    ground = RULES.grounds["concluded"]

    assert RULES.channels["visit"].said("zh-CN") == "来访"
    assert RULES.channels["visit"].said("en") == "visit"
    assert ground.basis_in("zh") == "《信访工作条例》第三十六条第三款"
    assert ground.basis_in("en") == "Art. 36 para. 3 of the Regulations on Petition Work"
    assert "新的事实" in ground.remedy_in("zh")
    assert "new facts" in ground.remedy_in("en")
