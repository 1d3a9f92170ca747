"""What may be looked for, and what a look leaves behind."""

import pytest

from chassis.kernel import Refusal
from services.intake.domain.lookup import Lookup, Sought
from tests.builders import NOON, an_id
from tests.intake.builders import BUREAU


@pytest.mark.parametrize(
    ("field", "value", "purpose", "code"),
    [
        ("address", "钟祥市", "核实", "code_unknown"),
        ("name", " ", "核实", "text_missing"),
        ("name", "王小明", "", "text_missing"),
        ("name", "张*三", "核实", "masked_value"),
        ("phone", "138****0000", "核实", "masked_value"),
        ("name", "王\0明", "核实", "text_unreadable"),
        ("name", "王" * 501, "核实", "text_too_long"),
    ],
)
def test_what_cannot_be_looked_for_is_refused(
    field: str, value: str, purpose: str, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        Sought.read(field, value, purpose)

    assert refused.value.code == code


def test_a_look_is_one_fact_that_says_who_was_found_and_not_who_was_sought() -> None:
    sought, found = Sought.read("phone", "13800001234", "回访"), [an_id(), an_id()]

    lookup = Lookup.of(an_id(), "420881", sought, found, by=BUREAU, now=NOON)

    (fact,) = lookup.take_facts()
    assert (lookup.version, lookup.found, fact.by) == (1, found, BUREAU)
    assert "13800001234" not in repr(lookup) + repr(fact)
