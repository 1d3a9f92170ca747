"""Whoever is refused reads why in their own language, with the same particulars."""

import ast
from pathlib import Path
from string import Formatter

import pytest

from tests.architecture.house import PACKAGES, classes, files, parsed, words_of

SPEAKING = [
    (file, class_.name, words_of(class_))
    for file in files(*PACKAGES)
    for class_ in classes(file)
    if {"en", "zh"} & set(words_of(class_))
]
OAUTH = {"OAuthRefusal"}


def particulars(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize(("file", "name", "said"), SPEAKING, ids=lambda value: str(value)[:60])
def test_a_refusal_says_the_same_in_both_languages(
    file: Path, name: str, said: dict[str, str]
) -> None:
    assert {"en", "zh"} <= set(said)
    assert particulars(said["en"]) == particulars(said["zh"])


def half_said(file: Path) -> list[str]:
    """Refusals raised with a text of one language among their particulars.

    OAuth's go to applications, in the one language that its standard allows.
    """
    return [
        f"{file}:{call.lineno}"
        for call in ast.walk(parsed(file))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in {name for _, name, _ in SPEAKING} - OAUTH
        for told in call.keywords
        if told.arg == "reason" and isinstance(told.value, ast.Constant | ast.JoinedStr)
    ]


@pytest.mark.parametrize("file", files(*PACKAGES), ids=str)
def test_a_reason_is_said_in_both_languages(file: Path) -> None:
    assert half_said(file) == []


def test_a_reason_in_one_language_would_be_found(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text('raise Unauthenticated(reason="it is too long")\n')

    assert half_said(bad) == [f"{bad}:1"]


def test_no_two_refusals_share_a_code() -> None:
    """The class name is the code that every protocol shows; services are different doors."""
    places: dict[str, list[str]] = {}
    for file, name, _ in SPEAKING:
        service = file.parts[1] if file.parts[0] == "services" else ""
        places.setdefault(name, []).append(service)

    shared = {
        name: found
        for name, found in places.items()
        if len(found) > 1 and ("" in found or len(set(found)) < len(found))
    }
    assert not shared
