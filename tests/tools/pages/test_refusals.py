"""A refusal that can be told is told somewhere, with all that its sentence needs."""

import ast

import pytest

from chassis.kernel import Refusal
from tools.pages.refusals import code, kinds, page, parameters, places, sites


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__qualname__)
def test_a_refusal_is_made_somewhere(kind: type[Refusal]) -> None:
    """What nobody refuses is deleted."""
    assert places(kind)


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__qualname__)
def test_a_refusal_is_made_with_all_that_its_sentence_needs(kind: type[Refusal]) -> None:
    """A missing parameter would show only when somebody is refused."""
    needed = parameters(kind, "en") | parameters(kind, "zh")
    short = [p for p in places(kind) if p.parameters is not None and needed - p.parameters]

    assert short == []


def test_every_refusal_is_on_the_page() -> None:
    text = page()

    assert [kind for kind in kinds() if f"| `{code(kind)}` |" not in text] == []


def test_a_raise_a_call_and_a_choice_are_places() -> None:
    tree = ast.parse("raise Closed\nx = errors.Late(day=1)\nraise Odd(**more)\nkind, n = Gone, 0")

    assert {name: place.parameters for name, place in sites(tree, "m") if name} == {
        "Closed": frozenset(),
        "errors.Late": frozenset({"day"}),
        "Odd": None,
        "Gone": None,
    }
