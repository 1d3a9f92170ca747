"""Whoever is refused reads why in their own language, with the same particulars."""

from pathlib import Path
from string import Formatter

import pytest

from tests.architecture.house import PACKAGES, classes, files, words_of

SPEAKING = [
    (file, class_.name, words_of(class_))
    for file in files(*PACKAGES)
    for class_ in classes(file)
    if {"en", "zh"} & set(words_of(class_))
]


def particulars(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize(("file", "name", "said"), SPEAKING, ids=lambda value: str(value)[:60])
def test_a_refusal_says_the_same_in_both_languages(
    file: Path, name: str, said: dict[str, str]
) -> None:
    assert {"en", "zh"} <= set(said)
    assert particulars(said["en"]) == particulars(said["zh"])


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
