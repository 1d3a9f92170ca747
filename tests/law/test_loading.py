"""A folder of rulebooks: what is wrong is told by file and line."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from law.loading import archive, check, load, places
from law.reading import Finding, Unreadable
from law.rulebook import UnknownVersion
from tests.builders import RULEBOOKS, RULES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(RULEBOOKS, tmp_path / "rulebooks")


Change = Callable[[str, str, str], Path]


@pytest.fixture
def change(folder: Path) -> Change:
    """Put other words into a file, once, where the words are known to be."""

    def put(name: str, old: str, new: str) -> Path:
        file = folder / name
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), "utf-8")
        return file

    return put


def test_files_are_read_again_once_they_hold_something_else(folder: Path, change: Change) -> None:
    first = load(folder).current("420881")
    assert load(folder).current("420881") is first

    change("420881.yaml", "name: 钟祥市", "name: 钟翔市")

    assert load(folder).current("420881").version != first.version


def line_of(file: Path, words: str) -> int:
    lines = file.read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)


def only(findings: list[Finding]) -> Finding:
    assert len({(f.file, f.line, f.code) for f in findings}) == 1
    return findings[0]


@pytest.mark.parametrize(
    "name", ["base.yaml", "420881.yaml", "organisation/420881.yaml", "content_scheme.csv"]
)
def test_the_rulebooks_we_ship_have_no_faults(name: str) -> None:
    assert check(RULEBOOKS / name) == []


def test_which_places_there_are_is_known_without_reading_them(folder: Path) -> None:
    (folder / "420882.yaml").write_text("not: [yet", "utf-8")

    assert places(folder) == ["420881", "420882"]


def test_what_is_loaded_is_every_place_there_is(folder: Path) -> None:
    assert load(folder).jurisdictions() == places(folder)


def test_a_place_is_the_law_with_its_own_laid_over(folder: Path) -> None:
    book = load(folder).current("420881")

    assert (book.name, book.terms["handling"].length) == ("钟祥市", 60)
    assert book.version == RULES.version


def test_a_place_may_change_one_value_and_gets_a_version_of_its_own(change: Change) -> None:
    file = change("420881.yaml", "model:", "roll_over: {value: true, source: rule}\nmodel:")
    book = load(file.parent).current("420881")

    assert book.roll_over.value
    assert book.terms == RULES.terms
    assert book.version != RULES.version


@pytest.mark.parametrize(
    ("old", "new", "at", "code"),
    [
        ("name: 钟祥市", "nam: 钟祥市", "nam:", "unexpected_keyword_argument"),
        ('jurisdiction: "420881"', "jurisdiction: 420881", "jurisdiction:", "jurisdiction"),
        ('jurisdiction: "420881"', 'jurisdiction: "429006"', "jurisdiction:", "jurisdiction"),
        ("effective: 2020-01-01", "effective: soon", "effective:", "effective"),
        ("effective: 2020-01-01", "effective: 2020-01-01 10:00:00", "effective:", "effective"),
        ("organ: hrss", "organ: hrs", "organ: hrs", "unknown_organ"),
        ("[discipline,", "[disciplin,", "organs: [disciplin", "unknown_organ"),
        ("content: [环境保护]", "content: [环保]", "content: [环保]", "unknown_content"),
        ("disputes: [medical]", "disputes: [medicine]", "medicine", "unknown_dispute"),
        ("power: regulate", "power: rule", "power: rule", "literal_error"),
        ("source: seed, 四心合一", 'source: ""', 'source: ""', "string_too_short"),
        ("model:", "earlier: yes\nmodel:", "earlier:", "earlier"),
        ("model:", "earlier: [{name: 安陆}]\nmodel:", "earlier:", "effective"),
    ],
)
def test_a_fault_of_a_place_is_told_by_file_and_line(
    change: Change, old: str, new: str, at: str, code: str
) -> None:
    file = change("420881.yaml", old, new)

    told = {(f.file, f.line, f.code) for f in check(file)}
    assert (str(file), line_of(file, at), code) in told


@pytest.mark.parametrize(
    ("old", "new", "at", "code"),
    [
        ("length: 15", "length: 0", "length: 0", "greater_than_equal"),
        ("length: 15", "lenght: 15", "lenght: 15", "unexpected_keyword_argument"),
        ("length: 15", "length: fifteen", "length: fifteen", "int_type"),
        ("unit: days", "unit: weeks", "unit: weeks", "enum"),
        ("    basis: 《信访工作条例》第二十二条\n", "", "  disposal:", "missing"),
        ("use: days", "use: hours", "use: hours", "literal_error"),
        ("    red: 3", "    red: 30", "  days:", "value_error"),
        ("term: duty", "term: duties", "term: duties", "unknown_term"),
        ("terms: [review]", "terms: [revue]", "terms: [revue]", "unknown_term"),
        ("routes: [suggestion]", "routes: [idea]", "idea", "unknown_route"),
        ("passing: simplified_passing", "passing: fast", "passing: fast", "unknown_term"),
        ("  r2:\n    words", "  r9:\n    words", "  r9:", "unknown_route"),
        ("content_scheme.csv", "scheme.csv", "file: scheme.csv", "content"),
    ],
)
def test_a_fault_of_the_law_is_told_by_file_and_line(
    change: Change, old: str, new: str, at: str, code: str
) -> None:
    file = change("base.yaml", old, new)

    told = {(f.file, f.line, f.code) for f in check(file)}
    assert (str(file), line_of(file, at), code) in told


def test_a_fault_of_the_law_is_told_in_the_law_s_file_when_a_place_is_checked(
    change: Change,
) -> None:
    base = change("base.yaml", "term: duty", "term: duties")

    fault = only(check(base.with_name("420881.yaml")))

    assert fault.file == str(base)
    assert str(fault).endswith("'duties' is not known; a term of this rulebook is expected")


def test_a_fault_of_the_content_scheme_is_told_by_its_row(change: Change) -> None:
    scheme = change("content_scheme.csv", "城乡建设,安全生产,事故处理", "城乡建设,安全生产")

    told = {(f.file, f.line) for f in check(scheme.with_name("base.yaml"))}

    assert (str(scheme), 2) in told


def test_nothing_is_loaded_while_a_place_has_a_fault(change: Change) -> None:
    file = change("420881.yaml", "organ: hrss", "organ: hrs")

    with pytest.raises(Unreadable, match="'hrs' is none of the organs"):
        load(file.parent)


def test_a_folder_without_a_place_or_without_the_law_is_told(folder: Path) -> None:
    (folder / "420881.yaml").rename(folder.parent / "420881.yaml")
    with pytest.raises(Unreadable, match="no place lies over the base"):
        load(folder)

    (folder / "base.yaml").unlink()
    with pytest.raises(Unreadable, match="No such file"):
        load(folder)


def test_a_place_without_an_organ_tree_may_name_any_organ(folder: Path) -> None:
    (folder / "organisation" / "420881.yaml").unlink()

    assert load(folder).current("420881").duties


def test_an_earlier_edition_of_a_place_holds_for_its_days(change: Change) -> None:
    file = change(
        "420881.yaml",
        "model:",
        "earlier: [{effective: 2010-01-01, name: 钟祥, accusations: null}]\nmodel:",
    )
    shelf = load(file.parent)

    assert shelf.on("420881", date(2019, 12, 31)).name == "钟祥"
    assert shelf.on("420881", date(2019, 12, 31)).accusations is None
    assert shelf.on("420881", date(2020, 1, 1)).name == "钟祥市"


def test_a_version_survives_its_file_in_the_archive(change: Change, tmp_path: Path) -> None:
    kept = tmp_path / "archive"
    old = RULES.version
    file = change("420881.yaml", "name: 钟祥市", "name: 钟祥市信访超市")
    archive(load(RULEBOOKS), kept)

    with pytest.raises(UnknownVersion):
        load(file.parent).version(old)
    assert load(file.parent, kept).version(old) == RULES
    assert load(file.parent, kept).current("420881").name == "钟祥市信访超市"


def test_whoever_finds_a_version_finds_all_of_it(tmp_path: Path) -> None:
    """Several processes keep and read at the same moment."""
    shelf, file = load(RULEBOOKS), tmp_path / f"{RULES.version}.json"
    found = set[str]()

    def keep() -> None:
        times = 0
        while times < 100 or not found:
            archive(shelf, tmp_path)
            file.unlink()
            times += 1

    with ThreadPoolExecutor() as keeping:
        kept = keeping.submit(keep)
        while not kept.done():
            with suppress(FileNotFoundError):
                found.add(file.read_text("utf-8"))

    kept.result()
    assert found == {RULES.resolved}


@pytest.mark.parametrize("damage", ["{}", "not json", None])
def test_a_damaged_archive_is_told_by_its_file(tmp_path: Path, damage: str | None) -> None:
    archive(load(RULEBOOKS), tmp_path)
    file = tmp_path / f"{RULES.version}.json"
    text = file.read_text("utf-8")
    file.write_text(damage or text.replace("钟祥市", "京山市"), "utf-8")

    with pytest.raises(Unreadable, match="unchanged") as told:
        load(RULEBOOKS, tmp_path)
    assert only(told.value.findings).file == str(file)
