# chassis/bad.py | pytest tests/tools/pages/test_refusals.py | test_a_refusal_is_made_with_all_that_its_sentence_needs[Bad]
"""Bad."""

from chassis.kernel import Conflict


class Bad(Conflict):
    en = "It lies with {organ}."
    zh = "由 {organ} 办理。"


def decide() -> None:
    raise Bad
