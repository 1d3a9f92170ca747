"""Without a terminal an import writes plain lines, and at its end what it left out and why."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from launch.importing.checkpoint import Tally
from launch.importing.mapping import mapping_for
from launch.importing.petitions import Reader
from launch.importing.sheet import Row
from launch.importing.showing import WORDS, Showing

HEADER = ("xfjbh", "bt", "xfxs", "yybz", "djr")


def ended(language: str, refused: int = 1) -> str:
    reader = Reader(mapping_for(HEADER), HEADER, "x", history=True)
    reader.read(Row(2, 2, ("X1", "路灯", "100", "1", "某人")))
    out = StringIO()
    tally = Tally(row=4, registered=1, known=1, refused=refused)
    Showing(Console(file=out, width=40), language).ended(tally, reader, Path("report.csv"))
    return out.getvalue()


@pytest.mark.parametrize(
    ("language", "said"), [("zh_CN.UTF-8", "登记 1"), ("en_GB.UTF-8", "1 registered")]
)
def test_the_end_is_told_in_the_readers_language(language: str, said: str) -> None:
    told = ended(language)

    assert said in told
    assert all(word in told for word in ("yybz", "xfxs", "djr", "report.csv"))


def test_no_report_is_named_where_nothing_was_refused() -> None:
    assert "report.csv" not in ended("en", refused=0)


def test_no_word_of_a_row_is_shown() -> None:
    assert "某人" not in ended("zh")
    assert "路灯" not in ended("zh")


def test_without_a_terminal_there_is_no_bar(tmp_path: Path) -> None:
    out = StringIO()
    showing = Showing(Console(file=out), "en")

    with showing.of(tmp_path):
        showing.moved(1, Tally(row=2, registered=1))

    assert out.getvalue() == ""


def test_both_languages_have_the_same_words() -> None:
    assert WORDS["en"].keys() == WORDS["zh"].keys()
