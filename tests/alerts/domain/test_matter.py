"""What a matter adds to the tallies."""

from dataclasses import replace

import pytest

from services.alerts.domain.matter import Matter, Rating
from tests.alerts.builders import a_matter, day

ONLINE = {"web", "app"}


def test_office_and_organ_are_judged_apart() -> None:
    rated = Rating("organ", "housing", "unsatisfied", day("2026-09-10"))
    matter = a_matter(closed=day("2026-09-09"), ratings=(rated,))

    assert matter.counted(ONLINE) == (
        ("petition-bureau", "registered.other"),
        ("housing", "organ.unsatisfied"),
        ("petition-bureau", "office.unrated"),
    )


def test_the_last_mark_counts_and_it_counts_once() -> None:
    marks = (
        Rating("organ", "housing", "satisfied", day("2026-09-12")),
        Rating("organ", "housing", "unsatisfied", day("2026-09-10")),
    )

    counted = a_matter(ratings=marks).counted(ONLINE)

    assert [measure for organ, measure in counted if organ == "housing"] == ["organ.satisfied"]


@pytest.mark.parametrize(
    ("matter", "measure"),
    [
        (a_matter(), "organ.open"),
        (a_matter(closed=day("2026-09-10")), "organ.unrated"),
        (a_matter(closed=day("2026-09-10"), evaluable=False), "organ.not_evaluable"),
    ],
)
def test_who_gave_no_mark_counts_by_the_reason(matter: Matter, measure: str) -> None:
    assert ("housing", measure) in matter.counted(ONLINE)


def test_an_organs_own_desk_has_no_office_to_judge() -> None:
    counted = a_matter(desk="housing", channel="web").counted(ONLINE)

    assert counted == (("housing", "registered.online"), ("housing", "organ.open"))


def test_a_sealed_matter_counts_nowhere() -> None:
    assert replace(a_matter(), sealed=True).counted(ONLINE) == ()
