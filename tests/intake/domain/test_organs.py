"""What the rules read from the organ tree."""

import pytest

from services.intake.domain.errors import OrganUnknown
from services.intake.domain.organs import line_of, remedy_of, standing
from tests.intake.builders import TREE


def test_the_remedy_is_with_the_next_organ_up_unless_another_is_named() -> None:
    assert remedy_of(TREE, "housing", "") == "county"
    assert remedy_of(TREE, "housing", " jingmen ") == "jingmen"


@pytest.mark.parametrize("named", ["nowhere", "housing"])
def test_no_organ_re_examines_itself_nor_one_that_does_not_exist(named: str) -> None:
    with pytest.raises(OrganUnknown):
        remedy_of(TREE, "housing", named)


def test_at_the_top_of_the_tree_the_remedy_must_be_named() -> None:
    with pytest.raises(OrganUnknown):
        remedy_of(TREE, "state-council", "")


def test_only_what_is_in_the_tree_stands() -> None:
    assert standing(TREE, "housing").code == "housing"
    with pytest.raises(OrganUnknown):
        standing(TREE, "")


def test_the_neighbours_of_an_organ_are_not_in_its_line() -> None:
    line = line_of(TREE, "housing")

    assert "county" in line
    assert "petition-bureau" not in line
    assert "discipline" not in line
