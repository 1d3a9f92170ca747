"""Faults are told by file and line."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from law.reading import Document, Finding, Unreadable


@dataclass
class Shelf:
    places: dict[str, int]


def fault_of(text: str) -> Finding:
    with pytest.raises(Unreadable) as told:
        Document.parse(text, "a.yaml").read_as(TypeAdapter(Shelf))
    return told.value.findings[0]


def test_a_wrong_value_is_told_with_its_line_and_what_is_expected() -> None:
    fault = fault_of("places:\n  hubei: 1\n  jingmen: many\n")

    assert str(fault).startswith("a.yaml:3: places.jingmen: Input should be a valid integer")


def test_what_is_missing_is_told_where_it_should_stand() -> None:
    assert (fault_of("# nothing\nother: 1\n").line, fault_of("other: 1\n").where) == (2, "places")


def test_text_that_is_not_yaml_is_told_with_its_line() -> None:
    fault = fault_of("places:\n  hubei: [1\n")

    assert (fault.line, fault.code) == (3, "yaml")


def test_a_control_character_is_told_and_does_not_break_the_reader() -> None:
    assert fault_of("places: \x00").code == "yaml"


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just words"])
def test_anything_but_a_table_is_refused(text: str) -> None:
    assert fault_of(text).code == "table"


def test_a_key_said_twice_is_a_fault_and_not_the_last_word() -> None:
    fault = fault_of("places:\n  hubei: 1\n  hubei: 2\n")

    assert (fault.line, fault.where, fault.code) == (3, "places.hubei", "twice")


def test_a_key_that_yaml_takes_for_something_else_is_a_fault() -> None:
    fault = fault_of("places:\n  on: 1\n")

    assert (fault.line, fault.code) == (2, "key")


def test_a_day_that_does_not_exist_is_a_fault_of_its_line() -> None:
    fault = fault_of("places:\n  hubei: 2026-02-30\n")

    assert (fault.line, fault.code) == (2, "value")


def test_a_value_that_holds_itself_is_refused() -> None:
    assert fault_of("places: &a [*a]\n").code == "circle"


def test_a_file_that_is_not_there_or_not_text_is_told_by_its_name(tmp_path: Path) -> None:
    binary = tmp_path / "b.yaml"
    binary.write_bytes(b"\xff\xfe\x00")

    for file in (tmp_path / "none.yaml", binary):
        with pytest.raises(Unreadable, match="cannot be read") as told:
            Document.open(file)
        assert told.value.findings[0].file == str(file)


def test_all_faults_are_told_at_once_in_the_order_of_their_lines() -> None:
    with pytest.raises(Unreadable) as told:
        Document.parse("places:\n  a: x\n  b: y\n").read_as(TypeAdapter(Shelf))

    assert [fault.line for fault in told.value.findings] == [2, 3]


def test_an_overlay_merges_tables_replaces_lists_and_takes_away_what_it_makes_null() -> None:
    base = Document.parse("a: {x: 1, y: 2}\nb: [1, 2]\nc: 3\n", "base")
    overlay = Document.parse("a: {y: 5}\nb: [9]\nc: null\nd: 4\n", "place")

    merged = base.under(overlay)

    assert merged.data == {"a": {"x": 1, "y": 5}, "b": [9], "d": 4}
    assert (merged.line(("a", "x")).file, merged.line(("a", "y")).file) == ("base", "place")
    assert merged.line(("b", 1)).file == "place"


def test_a_merge_keeps_the_order_of_the_base() -> None:
    merged = Document.parse("a: 1\nb: 2\n").under(Document.parse("c: 3\na: 4\n"))

    assert list(merged.data) == ["a", "b", "c"]


@pytest.mark.parametrize(
    "text",
    ["[" * 500_000, "{a: " * 500_000, "".join(" " * n + "a:\n" for n in range(500))],
    ids=["lists", "tables", "lines"],
)
def test_values_that_lie_too_deep_are_refused(text: str) -> None:
    assert fault_of(text).code == "deep"


def test_a_few_lines_that_say_millions_of_values_are_refused() -> None:
    lines = ["a0: &a0 [x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]

    assert fault_of("\n".join(lines)).code == "many"


def test_a_key_that_is_no_value_of_its_kind_is_refused() -> None:
    assert fault_of("2001-99-99: x\n").code == "key"
