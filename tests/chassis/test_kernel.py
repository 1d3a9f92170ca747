"""What rules may know of the machinery."""

import pytest

from chassis.kernel import Phrase, Unauthenticated, as_code, is_storable


@pytest.mark.parametrize("code", ["housing", "420881105", "housing/handler", "r6", "Food_Drug"])
def test_a_code_is_repeated(code: str) -> None:
    assert as_code(code) == code


@pytest.mark.parametrize(
    "told",
    [
        "王小明",
        "Wang Xiaoming",
        "wang@example.com",
        "\ud800",
        "a\0b",
        "",
        "x" * 65,
        "１３８",
        "ok\n",
    ],
)
def test_a_name_in_the_place_of_a_code_is_not_repeated(told: str) -> None:
    assert as_code(told) == "?"


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "x\udfff"])
def test_what_no_row_can_hold_is_not_storable(text: str) -> None:
    assert not is_storable(text)


@pytest.mark.parametrize("text", ["", "王小明", "\u202eabc", "e\u0301" * 9, "😀", "\ufeff"])
def test_every_other_text_is(text: str) -> None:
    assert is_storable(text)


def test_a_phrase_speaks_the_language_of_its_sentence() -> None:
    refusal = Unauthenticated(reason=Phrase("it is too long", "凭证过长"))

    assert refusal.say("en") == "Sign in first: it is too long."
    assert refusal.say("zh-CN") == "请先登录:凭证过长。"
    assert refusal.params == {"reason": "it is too long"}
