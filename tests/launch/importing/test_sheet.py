"""A file is read row by row; what is wrong with a row stays with that row."""

import csv
import gzip
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launch.importing.errors import (
    EncodingUnwelcome,
    FileUnreadable,
    HeaderMissing,
    HeaderTwofold,
    RowTooLarge,
)
from launch.importing.sheet import LARGEST_ROW, SAMPLE, BadRow, Row, opened
from tests.launch.importing.builders import a_file

HUGE = "x" * LARGEST_ROW


def rows_of(file: Path) -> list[Row | BadRow]:
    with opened(file) as sheet:
        return list(sheet.rows())


def told(file: Path) -> list[str | tuple[str, ...]]:
    """Each row by its cells, each bad row by its code."""
    return [row.cells if isinstance(row, Row) else row.refusal.code for row in rows_of(file)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
def test_the_encoding_is_found_and_the_header_carries_no_mark(
    tmp_path: Path, encoding: str, name: str
) -> None:
    file = a_file(tmp_path, "标题,内容\r\n路灯不亮,三天了\r\n".encode(encoding), name)

    with opened(file) as sheet:
        assert sheet.header == ("标题", "内容")
        assert [row.cells for row in sheet.rows() if isinstance(row, Row)] == [
            ("路灯不亮", "三天了")
        ]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
@pytest.mark.parametrize("plain", ["1,2\n" * 200_000, f"1,{'x' * SAMPLE}\n", f"{HUGE},1\n"])
def test_the_encoding_is_found_however_late_the_first_chinese_comes(
    tmp_path: Path, encoding: str, name: str, plain: str
) -> None:
    file = a_file(tmp_path, b"a,b\n" + plain.encode() + "路灯不亮,三天了\n".encode(encoding), name)

    assert told(file)[-1] == ("路灯不亮", "三天了")


@pytest.mark.parametrize("end", ["", "\n"])
def test_one_short_row_tells_the_encoding(tmp_path: Path, end: str) -> None:
    file = a_file(tmp_path, f"a,b\n路灯不亮,三天了{end}".encode("gb18030"))

    assert told(file) == [("路灯不亮", "三天了")]


def test_a_row_too_large_does_not_tell_the_encoding(tmp_path: Path) -> None:
    huge = "路".encode("gb18030") * LARGEST_ROW
    file = a_file(tmp_path, b"a,b\n" + huge + "\n路灯不亮,三天了\n".encode())

    assert told(file) == ["row_too_large", ("路灯不亮", "三天了")]


def test_one_large_row_of_any_bytes_does_not_outweigh_the_others(tmp_path: Path) -> None:
    good = "路灯不亮,三天了\n".encode()
    file = a_file(tmp_path, b"a,b\n" + b"\xff" * SAMPLE + b",1\n" + good * 3)

    assert told(file) == ["row_undecodable", *[("路灯不亮", "三天了")] * 3]


def test_bytes_that_are_neither_do_not_outweigh_the_others(tmp_path: Path) -> None:
    for encoding in ("utf-8", "gb18030"):
        good = "路灯不亮,三天了\n".encode(encoding)
        file = a_file(tmp_path, b"a,b\n" + b"\xff\xff,1\n" * 3 + good)

        assert told(file) == ["row_undecodable"] * 3 + [("路灯不亮", "三天了")]


def test_a_mark_tells_the_encoding_whatever_follows(tmp_path: Path) -> None:
    bad, good = b"\xff,1\n", "路灯,三天\n".encode()
    file = a_file(tmp_path, "a,b\n".encode("utf-8-sig") + bad * 9 + good)

    assert told(file) == ["row_undecodable"] * 9 + [("路灯", "三天")]


def test_a_file_cut_off_in_a_character_keeps_its_encoding(tmp_path: Path) -> None:
    file = a_file(tmp_path, "a,b\n1,路灯不亮".encode()[:-1])

    with opened(file) as sheet:
        assert sheet.encoding == "utf-8"


def test_a_row_may_hold_lines_quotes_and_commas(tmp_path: Path) -> None:
    file = a_file(tmp_path, 'a,b\n"one\n""two"", three",x\nlast,y\n')

    assert told(file) == [('one\n"two", three', "x"), ("last", "y")]


def test_a_quote_that_never_closes_costs_one_row(tmp_path: Path) -> None:
    file = a_file(tmp_path, 'a,b\n1,"broken\n2,good\n3,"fine"\n4,good\n')

    assert told(file) == ["row_unquotable", ("2", "good"), ("3", "fine"), ("4", "good")]


@pytest.mark.parametrize("next_row", ['2,",good"', '",2",good', '2,",go""od,""x"'])
def test_a_quote_that_never_closes_does_not_take_the_next_row_for_its_end(
    tmp_path: Path, next_row: str
) -> None:
    """Its cells and the next row's would make one row that nobody could tell from a good one."""
    whole = told(a_file(tmp_path, f"a,b\n{next_row}\n", "whole.csv"))

    assert told(a_file(tmp_path, f'a,b\n"broken,1\n{next_row}\n3,4\n')) == [
        "row_unquotable",
        *whole,
        ("3", "4"),
    ]


def test_a_row_of_several_lines_may_hold_any_quotes_that_are_closed(tmp_path: Path) -> None:
    file = a_file(tmp_path, 'a,b\n"one""\n,two",x""y\n1,st"ray\n')

    assert told(file) == [('one"\n,two', 'x""y'), ("1", 'st"ray')]


def test_what_stands_behind_a_closing_quote_costs_one_row(tmp_path: Path) -> None:
    assert told(a_file(tmp_path, 'a,b\n"1"x,2\n3,4\n')) == ["row_unquotable", ("3", "4")]


def test_an_open_quote_in_the_last_row_costs_that_row(tmp_path: Path) -> None:
    assert told(a_file(tmp_path, 'a,b\n1,2\n3,"4\n')) == [("1", "2"), "row_unquotable"]


def test_columns_too_many_or_too_few_cost_one_row(tmp_path: Path) -> None:
    file = a_file(tmp_path, "a,b\n1,2,3\n1\n1,2\n")

    assert told(file) == ["row_unfitting", "row_unfitting", ("1", "2")]


def test_bytes_of_another_encoding_cost_one_row(tmp_path: Path) -> None:
    good = "甲乙丙丁,二\n".encode()
    file = a_file(tmp_path, b"a,b\n" + good + b"\xff\xfe,2\n" + good)

    assert told(file) == [("甲乙丙丁", "二"), "row_undecodable", ("甲乙丙丁", "二")]


def test_a_nul_costs_one_row(tmp_path: Path) -> None:
    assert told(a_file(tmp_path, "a,b\n1\0,2\n3,4\n")) == ["row_unstorable", ("3", "4")]


@pytest.mark.parametrize(("size", "taken"), [(-1, True), (0, False), (1, False)])
def test_behind_a_row_of_about_the_largest_size_no_other_is_lost(
    tmp_path: Path, size: int, taken: bool
) -> None:
    row = "x" * (LARGEST_ROW + size - len(",2")) + ",2\n"
    found = told(a_file(tmp_path, f"a,b\n{row}3,4\n5,6\n"))

    assert isinstance(found[0], tuple) is taken
    assert found[1:] == [("3", "4"), ("5", "6")]


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_giant_row_costs_one_row_and_no_memory(tmp_path: Path, quote: str) -> None:
    giant = f"{quote}{'x' * (40 * LARGEST_ROW)}{quote}"
    file = a_file(tmp_path, f"a,b\n1,2\n{giant},2\n3,4\n", "giant.csv.gz")

    tracemalloc.start()
    found = told(file)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert found == [("1", "2"), "row_too_large", ("3", "4")]
    assert peak < 8 * LARGEST_ROW


def test_empty_lines_are_no_rows_but_count(tmp_path: Path) -> None:
    found = rows_of(a_file(tmp_path, "a,b\n\n1,2\n\n"))

    assert [(row.number, row.line) for row in found] == [(3, 3)]


def test_rows_count_as_in_a_spreadsheet_and_lines_as_in_an_editor(tmp_path: Path) -> None:
    found = rows_of(a_file(tmp_path, 'a,b\n"x\ny",1\n3,4\n'))

    assert [(row.number, row.line) for row in found] == [(2, 2), (3, 4)]


def test_a_file_that_breaks_off_gives_what_came_before(tmp_path: Path) -> None:
    lines = "a,b\n" + "".join(f"{n},{hash(n * 7919)}\n" for n in range(20000))
    whole = gzip.compress(lines.encode())
    file = tmp_path / "cut.csv.gz"
    file.write_bytes(whole[: len(whole) // 2])

    found = told(file)

    assert found[-1] == "file_cut_short"
    assert len(found) > 1000
    assert [row for row in found[:-2] if isinstance(row, str)] == []


@pytest.mark.timeout(20)
def test_a_header_may_name_a_hundred_thousand_columns(tmp_path: Path) -> None:
    """It took minutes while each name was looked for among all before it."""
    names = ",".join(f"c{number}" for number in range(100_000))
    file = tmp_path / "wide.csv"
    file.write_text(f"{names}\n{names}\n")

    with opened(file) as sheet:
        assert len(sheet.header) == 100_000
        assert len(list(sheet.rows())) == 1


def test_a_header_of_a_million_columns_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "wider.csv"
    file.write_text(",".join(f"c{number}" for number in range(1_000_000)))

    with pytest.raises(RowTooLarge), opened(file):
        pass


def test_a_zipped_line_that_grows_a_hundredfold_costs_one_row(tmp_path: Path) -> None:
    file = tmp_path / "bomb.csv.gz"
    with gzip.open(file, "wb", 1) as bomb:
        bomb.write(b"a,b\n")
        for _ in range(100):
            bomb.write(b"x" * (1 << 20))

    (row,) = rows_of(file)
    assert isinstance(row, BadRow)
    assert row.refusal.code == "row_too_large"


def test_a_file_of_another_kind_is_told(tmp_path: Path) -> None:
    with pytest.raises(EncodingUnwelcome), opened(a_file(tmp_path, "a,b".encode("utf-16"))):
        pass
    with pytest.raises(HeaderMissing), opened(a_file(tmp_path, "")):
        pass
    with pytest.raises(HeaderTwofold), opened(a_file(tmp_path, "a,b,a\n")):
        pass
    with pytest.raises(FileUnreadable), opened(tmp_path / "none.csv"):
        pass
    with pytest.raises(FileUnreadable), opened(tmp_path):
        pass


cells = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)


@given(st.binary(max_size=300))
def test_no_bytes_end_the_reading(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = a_file(tmp_path_factory.mktemp("any"), b"a,b\n" + data)

    numbers = [row.number for row in rows_of(file)]

    assert numbers == sorted(set(numbers))


@given(st.lists(st.tuples(cells, cells), max_size=10))
def test_whatever_a_csv_writer_wrote_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, table: list[tuple[str, str]]
) -> None:
    file = tmp_path_factory.mktemp("any") / "a.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL)
        writer.writerows([("a", "中文"), *table])

    assert told(file) == table
