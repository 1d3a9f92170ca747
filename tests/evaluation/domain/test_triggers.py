"""What may call for an order, and what does not."""

import pytest

from services.evaluation.domain.errors import ChoiceUnknown
from services.evaluation.domain.triggers import (
    BOUNCED,
    OVERDUE,
    UNSATISFIED,
    Given,
    Occasion,
    Rated,
    occasions,
    overdue,
    read_trigger,
    say,
)
from tests.builders import RULES, an_id


def counted(*found: Occasion) -> list[tuple[str, str]]:
    return [(occasion.trigger, occasion.organ) for occasion in found if occasion.counts(RULES)]


def test_a_missed_term_counts_against_its_organ() -> None:
    assert counted(*overdue("housing", "handling", 4, "2026-09-15")) == [(OVERDUE, "housing")]


def test_the_bureau_is_not_told_to_supervise_itself() -> None:
    assert list(overdue("petition-bureau", "disposal", 1, "2026-09-15")) == []


@pytest.mark.parametrize(
    ("of", "value", "counts"),
    [
        ("organ", "unsatisfied", True),
        ("organ", "basically_satisfied", False),
        ("office", "unsatisfied", False),
    ],
)
def test_only_an_organ_rated_unsatisfied_counts(of: str, value: str, counts: bool) -> None:
    found = occasions([Rated(of, "housing", value, "2026-09-15")], [])

    assert counted(*found) == ([(UNSATISFIED, "housing")] if counts else [])


@pytest.mark.parametrize(("bounces", "counts"), [(0, False), (1, False), (2, True), (3, True)])
def test_being_given_back_counts_from_the_rulebooks_threshold_on(
    bounces: int, counts: bool
) -> None:
    found = occasions([], [Given("housing", bounces)])

    assert counted(*found) == ([(BOUNCED, "housing")] if counts else [])


def test_what_the_rulebook_does_not_notice_never_counts() -> None:
    assert not Occasion("falsified", "housing", "1").counts(RULES)
    assert not Occasion("astrology", "housing", "1").counts(RULES)


def test_the_same_occasion_is_one_suggestion_and_another_is_another() -> None:
    matter = an_id()
    (late,) = overdue("housing", "handling", 4, "2026-09-15")
    (extended,) = overdue("housing", "handling", 4, "2026-10-15")

    ids = {late.suggestion_id("420881", matter) for _ in range(2)}
    ids |= {
        extended.suggestion_id("420881", matter),
        late.suggestion_id("420882", matter),
        late.suggestion_id("420881", an_id()),
    }
    assert len(ids) == 4


@pytest.mark.parametrize(
    "found",
    [
        *overdue("housing", "handling", 4, "2026-09-15"),
        *occasions([Rated("organ", "housing", "unsatisfied", "2026-09-15")], []),
        *occasions([], [Given("housing", 2)]),
    ],
    ids=lambda occasion: occasion.trigger,
)
def test_every_reason_can_be_said_in_both_languages(found: Occasion) -> None:
    said = [say(found.trigger, found.organ, found.params, language) for language in ("zh", "en")]

    assert all("housing" in sentence and "{" not in sentence for sentence in said)
    assert said[0] != said[1]


def test_an_issuer_chooses_from_the_rulebooks_list() -> None:
    assert read_trigger("falsified", RULES) == "falsified"

    with pytest.raises(ChoiceUnknown):
        read_trigger("astrology", RULES)
