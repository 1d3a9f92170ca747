"""The five rates, each with everything needed to compute it again, and the online share beside.

The formulas are the rulebook's. Timeliness counts clocks by the day they started; marks and the
online share count matters by the day they were registered. What is overdue leaves the
denominator by no door but one: it is done, and then it counts as late.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from law.rules import Rate
from services.alerts.domain.colours import Outcome
from services.alerts.domain.matter import OFFICE, ORGAN

SMALLEST_CELL = 5

MARKS = ("satisfied", "basically_satisfied", "unsatisfied")
NO_MARK = ("unrated", "open", "not_evaluable")
SUMS = {
    "rated": MARKS,
    "evaluable": (*MARKS, "unrated"),
    "online": ("online",),
    "registered": ("online", "other"),
}
REASONS = {
    Outcome.OPEN_IN_TIME: "not_yet_due",
    Outcome.LAPSED: "ended_without_the_duty",
    Outcome.UNTIMED: "no_statutory_term",
    "unrated": "no_mark_given",
    "open": "still_open",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """How often a measure was counted at an organ, on a route; sealed counts stand apart."""

    organ: str
    measure: str
    route: str
    sealed: bool
    count: int


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What is left out, why, and how many. No number where the number would reveal something."""

    reason: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A rate as it came out. `parts` are office and organ, where both were judged."""

    name: str
    formula: str
    numerator: int | None
    denominator: int | None
    exclusions: tuple[Exclusion, ...] = ()
    parts: tuple["Figure", ...] = ()

    @property
    def percent(self) -> Decimal | None:
        if not self.denominator or self.numerator is None:
            return None
        exact = Decimal(100 * self.numerator) / self.denominator
        return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)

    @property
    def is_suppressed(self) -> bool:
        return self.denominator is None


@dataclass(frozen=True, slots=True)
class Formula:
    """A rate of the rulebook in the measures that alerts counts."""

    name: str
    rate: Rate
    subjects: tuple[str, ...]

    @classmethod
    def of(cls, name: str, rate: Rate) -> "Formula":
        """Over the clocks of its terms, the marks of one side or both, or all registrations."""
        if rate.terms:
            return cls(name, rate, rate.terms)
        if {"online", "registered"} & {*rate.numerator, *rate.denominator}:
            return cls(name, rate, ("registered",))
        return cls(name, rate, (OFFICE, ORGAN) if rate.of == "both" else (rate.of,))

    @property
    def above(self) -> frozenset[str]:
        return self._measures(self.rate.numerator)

    @property
    def below(self) -> frozenset[str]:
        return self._measures(self.rate.denominator)

    @property
    def everything(self) -> frozenset[str]:
        if self.rate.terms:
            return self._measures(tuple(Outcome))
        if self.subjects == ("registered",):
            return self._measures(("registered",))
        return self._measures((*MARKS, *NO_MARK))

    def parts(self) -> Iterator["Formula"]:
        if not self.rate.terms and len(self.subjects) > 1:
            for side in self.subjects:
                yield Formula(f"{self.name}_{side}", self.rate, (side,))

    def _measures(self, tallies: Sequence[str]) -> frozenset[str]:
        names = [name for tally in tallies for name in SUMS.get(tally, (tally,))]
        return frozenset(f"{subject}.{name}" for subject in self.subjects for name in names)


def rates(book: Mapping[str, Rate], cells: Iterable[Cell], reader: str) -> tuple[Figure, ...]:
    """All rates of these cells, as a post of the organ `reader` may see them.

    Sealed clocks of other organs are counted only when there are too many of them to point at
    one; else they are left out without a number, whether there are any or not.
    """
    cells = list(cells)
    return tuple(_figure(Formula.of(name, rate), cells, reader) for name, rate in book.items())


def _figure(formula: Formula, cells: Sequence[Cell], reader: str) -> Figure:
    mine = [cell for cell in cells if cell.measure in formula.everything]
    hidden = sum(cell.count for cell in mine if cell.sealed and cell.organ != reader)
    # The route of a sealed matter is not known here: where some routes are left out, it is too.
    told = hidden >= SMALLEST_CELL and not formula.rate.excluded_routes
    counts: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    for cell in mine:
        if cell.sealed and not told and (cell.organ != reader or formula.rate.excluded_routes):
            continue
        if cell.route in formula.rate.excluded_routes:
            left_out[f"route_{cell.route}"] += cell.count
        elif cell.measure in formula.below:
            counts[cell.measure] += cell.count
        else:
            name = cell.measure.partition(".")[2]
            left_out[REASONS.get(name, name)] += cell.count
    exclusions = [Exclusion(reason, left_out[reason]) for reason in sorted(left_out)]
    if not told:
        exclusions.append(Exclusion("sealed", None))
    return Figure(
        formula.name,
        formula.rate.formula,
        sum(counts[measure] for measure in formula.above),
        counts.total(),
        tuple(exclusions),
        tuple(_figure(part, cells, reader) for part in formula.parts()),
    )


def by_category(
    book: Mapping[str, Rate], cells: Mapping[str, Iterable[Cell]], reader: str
) -> dict[str, tuple[Figure, ...]]:
    """The rates of one organ by category. Fewer than five could be people, so they are not told.

    A single suppressed cell is the total less the others: then the smallest told one goes too.
    """
    shown = {
        category: [_alone(figure) for figure in rates(book, counted, reader)]
        for category, counted in cells.items()
    }
    for position in range(len(book)):
        column = {category: figures[position] for category, figures in shown.items()}
        sizes = {category: figure.denominator or 0 for category, figure in column.items()}
        small = [category for category, size in sizes.items() if 0 < size < SMALLEST_CELL]
        large = [category for category, size in sizes.items() if size >= SMALLEST_CELL]
        if len(small) == 1 and large:
            small.append(min(large, key=lambda category: (sizes[category], category)))
        for category in small:
            hidden = replace(column[category], numerator=None, denominator=None)
            shown[category][position] = hidden
    return {category: tuple(figures) for category, figures in shown.items()}


def _alone(figure: Figure) -> Figure:
    """Without what is left out, and without parts: each of them is a smaller cell yet."""
    return replace(figure, exclusions=(), parts=())
