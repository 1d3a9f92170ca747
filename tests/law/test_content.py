"""The content scheme."""

from pathlib import Path

import pytest

from law.content import read_scheme
from law.reading import Unreadable
from tests.builders import RULES


def test_the_scheme_has_517_leaves_under_15_branches() -> None:
    assert len(RULES.content.leaves) == len(RULES.content.paths) == 517
    assert len(RULES.content.branches) == 15
    assert len({path.rsplit("/", 1)[0] for path in RULES.content.paths}) == 118


def test_only_a_whole_path_is_a_code() -> None:
    assert RULES.content.knows("城乡建设/城乡规划/违章建筑")
    assert not RULES.content.knows("城乡建设/城乡规划")
    assert not RULES.content.knows("违章建筑")
    assert "城乡建设/城乡规划" in RULES.content.prefixes


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("", 1, "columns"),
        ("a,b,c\n", 1, "columns"),
        ("level1,level2,level3\n甲,乙\n", 2, "row"),
        ("level1,level2,level3\n甲,乙,\n", 2, "row"),
        ("level1,level2,level3\n甲,乙,丙/丁\n", 2, "row"),
        ("level1,level2,level3\n甲,乙,丙\n甲,乙,丙\n", 3, "twice"),
    ],
)
def test_a_scheme_file_is_checked_row_by_row(
    tmp_path: Path, text: str, line: int, code: str
) -> None:
    file = tmp_path / "scheme.csv"
    file.write_text(text, "utf-8")

    with pytest.raises(Unreadable) as told:
        read_scheme(file)

    assert [(line, code)] == [(fault.line, fault.code) for fault in told.value.findings]


def test_a_scheme_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="cannot be read"):
        read_scheme(tmp_path / "none.csv")
