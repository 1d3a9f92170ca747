"""Every refusal says the same in both languages, and says what to do."""

from inspect import getmembers, isclass
from string import Formatter

import pytest

from chassis.kernel import Refusal
from services.intake.domain import errors

REFUSALS = [
    refusal
    for _, refusal in getmembers(errors, isclass)
    if issubclass(refusal, Refusal) and refusal.__module__ == errors.__name__
]


def parameters(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.__name__)
def test_both_languages_use_the_same_parameters(refusal: type[Refusal]) -> None:
    assert {"en", "zh"} <= vars(refusal).keys()
    assert parameters(refusal.en) == parameters(refusal.zh)
    assert refusal.en.endswith(".")
    assert refusal.zh.endswith("。")
