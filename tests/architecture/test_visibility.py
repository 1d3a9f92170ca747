"""Statements are built once for the same eyes: their predicate is the same object."""

from collections.abc import Callable

import pytest
from sqlalchemy import ColumnElement

from chassis.kernel import Principal
from services.evaluation.adapters.visibility import visible_to as visible_order
from services.intake.adapters.visibility import visible_to as visible_matter
from services.mediation.adapters.visibility import visible_to as visible_referral
from tests.builders import a_principal

MAY = frozenset({"matter:read_all"})


@pytest.mark.parametrize("visible_to", [visible_matter, visible_referral, visible_order])
def test_the_same_eyes_have_one_predicate_and_others_another(
    visible_to: Callable[[Principal], ColumnElement[bool]],
) -> None:
    mine = visible_to(a_principal("housing", may=MAY))

    assert mine is visible_to(a_principal("housing", may=MAY))
    assert mine is not visible_to(a_principal("justice", may=MAY))
    assert mine is not visible_to(a_principal("housing", "420882", MAY))
    assert mine is not visible_to(a_principal("housing"))
