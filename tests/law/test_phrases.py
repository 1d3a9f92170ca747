"""Both languages say the same things."""

import re

from law import phrases
from tests.builders import RULES


def test_a_sentence_takes_the_same_facts_in_both_languages() -> None:
    def facts(sentence: str) -> set[str]:
        return {name.removesuffix("_en") for name in re.findall(r"{(\w+)}", sentence)}

    for key, english in phrases.EN.items():
        assert facts(phrases.ZH[key]) == facts(english)


def test_every_sentence_with_facts_is_said_in_english_too() -> None:
    assert {key for key, said in phrases.ZH.items() if "{" in said} <= set(phrases.EN)
    assert {key for key in phrases.ZH if key.startswith("reason_")} <= set(phrases.EN)


def test_every_term_has_a_name_in_both_languages() -> None:
    for name in RULES.terms:
        assert name == "extension" or re.search("[一-龥]", phrases.term(name, "zh"))
        assert "_" not in phrases.term(name, "en")
