"""The clocks of a matter: numbered from 1 in the order they started, never taken away."""

from dataclasses import replace
from datetime import date

from law.clock import Clock, Extension, Term, Unit
from law.rulebook import Rulebook

NO_TERM = Term(
    None,
    Unit.DAYS,
    "《信访工作条例》第二十三条第三款未规定退回后的转送期限",
    basis_en="Art. 23 para. 3 of the Regulations on Petition Work sets none after a return",
)
PETITIONER = "petitioner"
"""The owner of a clock that measures a right of the petitioner, not a duty of an organ."""


def start(
    clocks: list[Clock], rules: Rulebook, name: str, owner: str, cause: str, started: date
) -> int:
    clock = rules.clock(len(clocks) + 1, name, owner, cause, started)
    clocks.append(clock)
    return clock.number


def start_without_term(clocks: list[Clock], name: str, owner: str, cause: str, on: date) -> int:
    """A duty with an owner and an age, for which the law sets no day."""
    clock = Clock(len(clocks) + 1, name, NO_TERM, owner, cause, on)
    clocks.append(clock)
    return clock.number


def of(clocks: list[Clock], number: int) -> Clock:
    return clocks[number - 1]


def stop(clocks: list[Clock], on: date, *numbers: int | None) -> None:
    """The duties are done. A clock that has ended keeps its day."""
    for number in numbers:
        if number is not None:
            clocks[number - 1] = clocks[number - 1].stop(on)


def lapse(clocks: list[Clock], on: date, *numbers: int | None) -> None:
    """The duties ended without being done."""
    for number in numbers:
        if number is not None:
            clocks[number - 1] = clocks[number - 1].lapse(on)


def lapse_all(clocks: list[Clock], on: date) -> None:
    lapse(clocks, on, *(clock.number for clock in clocks if clock.is_open))


def extend(clocks: list[Clock], number: int, extension: Extension) -> None:
    clocks[number - 1] = clocks[number - 1].extend(extension)


def set_term(clocks: list[Clock], number: int, term: Term) -> None:
    """Another term than the rulebook's default, with a ground of its own."""
    clocks[number - 1] = replace(clocks[number - 1], term=term)


def set_by_the_assigner(days: int, rules: Rulebook) -> Term:
    """The article that lets the office assign lets it name the day, too."""
    article = rules.terms["disposal"]
    return Term(
        days,
        Unit.DAYS,
        f"{article.basis}，由交办机关指定",
        name="closing_report",
        basis_en=f"{article.basis_in('en')}, as the assigner set it",
    )
