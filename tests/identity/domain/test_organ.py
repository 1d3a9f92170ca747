"""Organs: found by their code, in a tree that ends."""

from dataclasses import replace

import pytest

from services.identity.domain.errors import NoSuchOrgan, OrganBelowItself
from services.identity.domain.facts import OrganChanged, OrganEstablished
from services.identity.domain.founder import founder
from services.identity.domain.organ import organ_id, require_a_tree
from services.identity.domain.particulars import Particulars
from tests.builders import NOON
from tests.identity.builders import COUNTY, HOUSING, an_organ

KNOWN = {form.code: Particulars.read(form) for form in (COUNTY, HOUSING)}


def test_the_same_code_is_another_organ_in_another_county() -> None:
    assert organ_id("420881", "housing") == organ_id("420881", "housing")
    assert organ_id("420881", "housing") != organ_id("420882", "housing")


def test_what_happens_to_an_organ_is_told_whole() -> None:
    organ = an_organ()
    moved = replace(organ.particulars, resident=False)
    organ.change(moved, by=founder("420881"), now=NOON)
    organ.change(moved, by=founder("420881"), now=NOON)

    established, changed = organ.facts
    assert isinstance(established, OrganEstablished)
    assert isinstance(changed, OrganChanged)
    assert changed.particulars == moved
    assert organ.version == 2


def test_a_tree_holds_when_everything_named_is_there() -> None:
    require_a_tree(KNOWN, "housing")


def test_a_missing_superior_is_named_however_far_up_it_is() -> None:
    broken = KNOWN | {"county": replace(KNOWN["county"], parent="hubei")}

    with pytest.raises(NoSuchOrgan, match="hubei"):
        require_a_tree(broken, "housing")


def test_a_circle_is_found_even_where_the_organ_is_not_part_of_it() -> None:
    circle = KNOWN | {"county": replace(KNOWN["county"], parent="county")}

    with pytest.raises(OrganBelowItself):
        require_a_tree(circle, "housing")
