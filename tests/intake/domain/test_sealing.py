"""Who an accusation may not reach, and who is left to take it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain import sealing
from services.intake.domain.errors import OnlyDiscipline
from tests.builders import RULES
from tests.intake.builders import TREE

organs = st.sampled_from(sorted(TREE.organs))


@given(st.sets(organs, min_size=1, max_size=4))
def test_nobody_in_the_line_complained_of_takes_or_reads_it(respondents: set[str]) -> None:
    barred = sealing.barred_by(respondents, TREE)

    assert respondents <= set(barred)
    for organ in respondents:
        above = {code for code in TREE.superiors(organ) if TREE.organs[code].kind != "discipline"}
        assert above <= set(barred)
        assert TREE.subordinates(organ) <= set(barred)
    try:
        assert sealing.addressee(barred, RULES) not in barred
    except OnlyDiscipline:
        takers = RULES.accusations.organs if RULES.accusations else ()
        assert set(takers) <= set(barred)


def test_the_nearest_discipline_organ_outside_the_line_takes_it() -> None:
    assert sealing.addressee(sealing.barred_by(["housing"], TREE), RULES) == "discipline"


def test_where_the_whole_line_is_barred_people_must_find_an_addressee() -> None:
    with pytest.raises(OnlyDiscipline):
        sealing.addressee(sorted(TREE.organs), RULES)


@pytest.mark.parametrize(
    ("route", "own"),
    [("r1", True), ("accusation", True), ("r2", False), ("r6", False), ("", False)],
)
def test_litigation_and_accusations_are_told_by_their_own_rules(route: str, own: bool) -> None:
    assert sealing.own_notice_rules(route, RULES) is own
