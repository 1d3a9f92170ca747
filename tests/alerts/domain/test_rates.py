"""The five rates: nothing overdue leaves the denominator, nothing sealed or small is told."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.alerts.domain.colours import Outcome
from services.alerts.domain.rates import (
    SMALLEST_CELL,
    Cell,
    Exclusion,
    Figure,
    Formula,
    by_category,
    rates,
)
from tests.builders import RULES

BOOK = RULES.rates
FORMULAS = [Formula.of(name, rate) for name, rate in BOOK.items()]
MEASURES = sorted({measure for formula in FORMULAS for measure in formula.everything})
cells = st.lists(
    st.builds(
        Cell,
        organ=st.sampled_from(["housing", "discipline"]),
        measure=st.sampled_from(MEASURES),
        route=st.sampled_from(["r6", "r1", ""]),
        sealed=st.booleans(),
        count=st.integers(1, 9),
    ),
    max_size=20,
)
open_cells = cells.map(
    lambda some: [Cell(c.organ, c.measure, c.route, False, c.count) for c in some]
)


def named(some: list[Cell], reader: str = "petition-bureau") -> dict[str, Figure]:
    return {rate.name: rate for rate in rates(BOOK, some, reader)}


def test_timely_acceptance_is_timely_over_timely_late_and_overdue() -> None:
    some = [
        Cell("petition-bureau", f"disposal.{outcome}", "r6", False, count)
        for outcome, count in [
            ("done_in_time", 252),
            ("done_late", 1),
            ("open_late", 1),
            ("open_in_time", 7),
            ("lapsed", 2),
        ]
    ]

    office = named(some)["office_timely_acceptance"]

    assert (office.numerator, office.denominator, office.percent) == (252, 254, Decimal("99.2"))
    assert Exclusion("not_yet_due", 7) in office.exclusions
    assert Exclusion("ended_without_the_duty", 2) in office.exclusions


def test_an_unanswered_matter_stands_below_the_line_of_closure() -> None:
    some = [
        Cell("housing", f"handling.{outcome}", "r6", False, 1)
        for outcome in ("done_in_time", "done_late", "open_late", "open_in_time", "lapsed")
    ]

    closure = named(some)["on_time_closure"]

    assert (closure.numerator, closure.denominator) == (1, 4)
    assert Exclusion("ended_without_the_duty", 1) in closure.exclusions


def test_satisfaction_and_participation_have_denominators_of_their_own() -> None:
    some = [
        Cell("housing", "organ.satisfied", "r6", False, 2),
        Cell("housing", "organ.unsatisfied", "r6", False, 1),
        Cell("petition-bureau", "office.basically_satisfied", "r6", False, 1),
        Cell("petition-bureau", "office.unrated", "r6", False, 4),
        Cell("housing", "organ.not_evaluable", "r6", False, 3),
    ]

    found = named(some)

    satisfaction, participation = found["satisfaction"], found["participation"]
    assert (satisfaction.numerator, satisfaction.denominator) == (3, 4)
    assert (participation.numerator, participation.denominator) == (4, 8)
    assert {part.name: part.percent for part in participation.parts} == {
        "participation_office": Decimal("20.0"),
        "participation_organ": Decimal("100.0"),
    }
    assert Exclusion("no_mark_given", 4) in satisfaction.exclusions


def test_litigation_and_accusations_are_left_out_of_the_organs_notices() -> None:
    some = [
        Cell("housing", "notice.done_late", "r1", False, 2),
        Cell("housing", "notice.done_in_time", "r6", False, 1),
    ]

    organ = named(some)["organ_timely_acceptance"]

    assert (organ.numerator, organ.denominator) == (1, 1)
    assert Exclusion("route_r1", 2) in organ.exclusions


def test_nothing_to_divide_by_is_no_rate() -> None:
    assert named([])["on_time_closure"].percent is None


@given(open_cells)
def test_what_is_overdue_or_late_is_always_below_the_line(some: list[Cell]) -> None:
    late = {f"handling.{outcome}" for outcome in (Outcome.OPEN_LATE, Outcome.DONE_LATE)}
    at_least = sum(cell.count for cell in some if cell.measure in late)

    closure = named(some)["on_time_closure"]

    assert (closure.denominator or 0) - (closure.numerator or 0) >= at_least


@given(open_cells)
def test_every_count_is_below_the_line_or_left_out_with_its_reason(some: list[Cell]) -> None:
    for formula, rate in zip(FORMULAS, rates(BOOK, some, "petition-bureau"), strict=True):
        counted = sum(cell.count for cell in some if cell.measure in formula.everything)
        left_out = sum(exclusion.count or 0 for exclusion in rate.exclusions)

        assert (rate.denominator or 0) + left_out == counted
        assert (rate.numerator or 0) <= (rate.denominator or 0)


@given(cells, st.sampled_from(MEASURES))
def test_a_few_sealed_ones_change_nothing_that_others_see(some: list[Cell], measure: str) -> None:
    without = [cell for cell in some if not cell.sealed]
    one_more = [*without, Cell("discipline", measure, "r6", True, SMALLEST_CELL - 1)]

    assert rates(BOOK, one_more, "petition-bureau") == rates(BOOK, without, "petition-bureau")


def test_the_organ_that_owns_sealed_clocks_sees_them_and_many_of_them_are_told() -> None:
    sealed = [Cell("discipline", "handling.open_late", "r6", True, 4)]
    many = [*sealed, Cell("discipline", "handling.done_in_time", "r6", True, 1)]

    assert named(sealed)["on_time_closure"].denominator == 0
    assert named(sealed, "discipline")["on_time_closure"].denominator == 4
    assert named(many)["on_time_closure"].denominator == 5


@given(st.dictionaries(st.sampled_from("abcde"), open_cells))
def test_no_breakdown_tells_a_small_cell_or_lets_it_be_found_by_subtraction(
    by: dict[str, list[Cell]],
) -> None:
    shown = by_category(BOOK, by, "housing")

    for position in range(len(BOOK)):
        column = [several[position] for several in shown.values()]
        told = [rate.denominator for rate in column if not rate.is_suppressed]
        assert not [n for n in told if n is not None and 0 < n < SMALLEST_CELL]
        hidden = [c for c, several in shown.items() if several[position].is_suppressed]
        real = {c: rates(BOOK, by[c], "housing")[position].denominator for c in hidden}
        assert len(hidden) != 1 or not [n for n in told if n]
        assert all(real.values())
