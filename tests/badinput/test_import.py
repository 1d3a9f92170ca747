"""Files and mappings as nobody should send them: good rows in, bad ones told, no fault."""

import csv
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from io import StringIO
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rich.console import Console

from chassis.kernel import Refusal
from launch.importing import mapping
from launch.importing.checkpoint import Tally
from launch.importing.errors import MappingUnreadable
from launch.importing.petitions import Reader
from launch.importing.sheet import LARGEST_ROW
from launch.importing.showing import Showing
from tests.badinput.drawing import drawn
from tests.badinput.judging import CODES
from tests.badinput.progress import Progress
from tests.badinput.wire import varied
from tests.launch.importing.builders import Registry, a_file, bring_in

SHORT = settings(
    max_examples=30,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
AT_ONCE = 2000
COLUMNS = ("msg_id", "user", "title", "time", "detail", "label")
HEADER = ",".join(COLUMNS) + "\n"

words = st.one_of(
    st.sampled_from(
        ["路灯不亮", "مرحبا بكم", "e\u0301" * 20, "\u202e王\u202c", "😀", "a,b", 'x"y', "²"]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=30),
)
stocks = st.lists(words, min_size=8, max_size=24)
"""Of the words of one stock luck makes many files: to draw a file takes longer than to read it."""
numbers = st.integers(0, 2**32)
FILES_OF_A_STOCK = 20
TWISTS = 15
DIALECTS: tuple[dict[str, Any], ...] = tuple(
    {"quoting": quoting, "lineterminator": end}
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC)
    for end in ("\n", "\r\n")
)
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030")
NAMES = ("a.csv", "a.csv.gz")
HUGE = b"x" * (LARGEST_ROW + 5)
BYTES = b"7,A,\xff\xff,2019/2/28,text,y"
"""Of no encoding, so none is asked to write it."""
BAD_LINES = (
    '7,A,"三天了没有人来,x,y,z'.encode(),
    '7,A,"三天"了,x,y,z'.encode(),
    b"7,A",
    b"7,A,b,c,d,e,f,g",
    b"7,A,a\0b,2019,text,y",
    b"7,A,,2019/2/28,,y",
    BYTES,
)
BAD = (*8 * BAD_LINES, b"7,A,HUGE,2019,text,y")
"""The megabyte is rare: to write and read one takes as long as ten other files."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A file, the numbers of the good rows in it, and how many bad ones there are."""

    raw: bytes
    name: str
    good: list[str]
    bad: int


def a_sheet(stock: list[str], luck: Random) -> Drawn:
    encoding, dialect, name = luck.choice(ENCODINGS), luck.choice(DIALECTS), luck.choice(NAMES)
    written = encoding.removesuffix("-sig")
    rows = [_good_row(stock, luck, f"id{number}") for number in range(luck.randrange(13))]
    lines = [_line(row, dialect).encode(written, "replace") for row in rows]
    bad = luck.choices(BAD, k=luck.randrange(5))
    for line in bad:
        told = line if line is BYTES else line.decode().encode(written)
        lines.insert(luck.randint(0, len(lines)), told + b"\n")
    header = _line(list(COLUMNS), dialect).encode(encoding)
    return Drawn(header + b"".join(lines), name, [row[0] for row in rows], len(bad))


def _good_row(stock: list[str], luck: Random, number: str) -> list[str]:
    """路灯 stands in each, since 路 alone is UTF-8 in GB18030 too. A cell that begins with a comma
    is quoted, and looks as if it closed the torn quote of a row before it."""

    def plain() -> str:
        return "路灯" + "".join(luck.choices(stock, k=luck.randrange(3)))

    def any_word() -> str:
        one_line = "".join(luck.choice(stock).splitlines())
        return f",{one_line}" if luck.randrange(4) == 0 else plain()

    return [number, any_word(), plain(), "2019/2/28 11:25:05", any_word(), any_word()]


def _line(row: list[str], dialect: dict[str, Any]) -> str:
    written = StringIO()
    csv.writer(written, **dialect).writerow(row)
    return written.getvalue()


anything = st.one_of(
    st.binary(max_size=300),
    st.binary(max_size=300).map(lambda raw: HEADER.encode() + raw),
    st.lists(
        st.sampled_from([b",", b'"', b"\n", b"\r", b"\0", b"\xff", b"\xef\xbb\xbf", b"a"])
    ).map(lambda parts: HEADER.encode() + b"".join(parts)),
    st.sampled_from(
        [b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"PK\3\4", b"\xd0\xcf\x11\xe0", b"\x1f\x8b"]
    ).flatmap(lambda mark: st.binary(max_size=60).map(lambda raw: mark + raw)),
)


@SHORT
@given(stock=stocks, number=numbers)
def test_every_good_row_is_in_and_every_bad_one_is_told(stock: list[str], number: int) -> None:
    with a_folder() as folder:
        _tell_good_from_bad(folder, a_sheet(stock, Random(number)))  # noqa: S311 - the same again


def test_a_huge_row_does_not_hide_the_encoding_of_those_behind_it() -> None:
    """Before the first Chinese character stood more than was looked at to find the encoding."""
    rows = "".join(f"id{n},A,路灯不亮,2019/2/28 11:25:05,三天了,x\n" for n in range(3))
    raw = (HEADER + "7,A,HUGE,2019,text,y\n" + rows).encode("gb18030")

    with a_folder() as folder:
        _tell_good_from_bad(folder, Drawn(raw, "a.csv", ["id0", "id1", "id2"], 1))


@SHORT
@given(raw=anything, name=st.sampled_from(NAMES))
def test_any_bytes_are_read_or_refused(raw: bytes, name: str) -> None:
    with a_folder() as folder:
        _brought_in(folder, raw, name)


@SHORT
@given(stock=stocks, number=numbers)
def test_a_file_that_was_cut_off_gives_what_came_before(stock: list[str], number: int) -> None:
    with a_folder() as folder:
        _cut_short(folder, stock, Random(number))  # noqa: S311 - the same again


MAPPINGS = [
    b"",
    b"- a\n",
    b"name: x\n",
    b"a: 1\na: 2\n",
    b"[" * 1500,
    b"{a: " * 1500,
    b"like: rows\nlike: rows\n",
    b'like: "a\\0b"\n',
    b"like: [rows]\n",
    b"like: {a: b}\n",
    b"like: ../../../../etc/passwd\n",
    b"like: rows\ncolumns: {a: nothing}\n",
    b"like: bodies\ncodes: {label: {x: 7}}\n",
    b"like: bodies\nfits: [nowhere]\n",
    b"&a [*a]\n",
    b"a: &a [*a]\n",
    b"x: !!python/object:os.system {}\n",
    b"x: !!binary 7\n",
    b"x: 2001-99-99\n",
    b"2001-99-99: x\n",
    b"x: 2001-12-14t21:59:43.10-99:99\n",
    b"x: 9" + b"9" * 5000 + b"\n",
    b"? [a]\n: b\n",
    b"? {a: b}\n: c\n",
    "like: bodies\ndropped: {label: {zh: 不导入}}\n".encode(),
    b"like: bodies\ndropped: {label: {}}\n",
]
mappings = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from(MAPPINGS),
    st.dictionaries(
        st.sampled_from(["name", "fits", "channel", "columns", "codes", "dropped", "like", "x"]),
        st.recursive(
            st.sampled_from(
                ["a", "rows", "title", "body", "null", "7", "~", "2020-01-01", "[]", "{}"]
            ),
            lambda inner: (
                st.lists(inner, max_size=3).map(lambda many: f"[{', '.join(many)}]")
                | st.dictionaries(
                    st.sampled_from(["title", "detail", "label"]), inner, max_size=3
                ).map(lambda told: "{" + ", ".join(f"{k}: {v}" for k, v in told.items()) + "}")
            ),
            max_leaves=5,
        ),
        max_size=7,
    ).map(lambda told: "".join(f"{k}: {v}\n" for k, v in told.items()).encode()),
)


@SHORT
@given(mapping=mappings)
def test_any_mapping_is_used_or_refused(mapping: bytes) -> None:
    with a_folder() as folder:
        _mapped(folder, mapping)


@pytest.mark.parametrize("mapping", MAPPINGS, ids=lambda raw: ascii(raw[:30]))
def test_a_mapping_that_somebody_thought_of_is_used_or_refused(
    tmp_path: Path, mapping: bytes
) -> None:
    _mapped(tmp_path, mapping)


def test_a_mapping_that_multiplies_itself_is_refused(tmp_path: Path) -> None:
    """Ten lines of which each names the one before ten times: ten thousand million values."""
    lines = ["a0: &a0 [x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    mapping = tmp_path / "many.yaml"
    mapping.write_text("\n".join(lines))

    with pytest.raises(MappingUnreadable):
        bring_in(_plain(tmp_path), Registry(), mapping=str(mapping))


@pytest.mark.parametrize(
    ("mark", "kind"), [(b"PK\3\4", "XLSX"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "XLS")]
)
def test_a_workbook_is_named_as_one(tmp_path: Path, mark: bytes, kind: str) -> None:
    with pytest.raises(Refusal) as refused:
        bring_in(a_file(tmp_path, mark + os.urandom(500)), Registry())

    assert (refused.value.code, refused.value.params["encoding"]) == ("encoding_unwelcome", kind)


def test_a_thousand_quotes_that_never_close_cost_a_row_each(tmp_path: Path) -> None:
    torn = "".join(f'{n},A,"路灯不亮,2019/2/28,三天了,x\n' for n in range(1000))
    registry = Registry()
    tally, _ = bring_in(
        a_file(tmp_path, HEADER + torn + "1000,A,路灯,2019/2/28,三天了,x\n"), registry
    )

    assert (tally.registered, tally.refused) == (1, 1000)


@pytest.mark.long
@pytest.mark.timeout(0)
@pytest.mark.parametrize("kind", ["good_and_bad", "anything", "cut", "mapping"])
def test_every_drawn_file_and_mapping(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ready = tuple(mapping.ready_mappings())
    monkeypatch.setattr(mapping, "ready_mappings", lambda: ready)
    progress = Progress("import", kind, 4)
    while (done := progress.done) < progress.wanted:
        size = min(AT_ONCE, progress.wanted - done)
        tried = 0
        for folder, case in _cases(kind, size, done):
            try:
                case(folder)
            except BaseException as broken:
                broken.add_note(f"one of the cases {done} to {done + size}")
                raise
            tried += 1
        assert tried >= size
        progress.came_to(done + size)


def _cases(kind: str, size: int, first: int) -> Iterator[tuple[Path, Callable[[Path], None]]]:
    """Every 50 in a folder of their own: to make one for each takes as long as to read a file."""
    many = _made(kind, size, first)
    for some in iter(lambda: list(islice(many, 50)), []):
        with a_folder() as folder:
            for number, case in enumerate(some):
                (folder / str(number)).mkdir()
                yield folder / str(number), case


def _made(kind: str, size: int, first: int) -> Iterator[Callable[[Path], None]]:
    if kind in {"anything", "mapping"}:
        each = 1 + TWISTS
        single = drawn(
            anything if kind == "anything" else mappings, -(-size // each), first // each
        )
        for raw in varied(single, first // each, TWISTS):
            yield partial(_brought_in if kind == "anything" else _mapped, raw=raw)
        return
    start = first // FILES_OF_A_STOCK
    for number, stock in enumerate(drawn(stocks, -(-size // FILES_OF_A_STOCK), start), start):
        luck = Random(number)  # noqa: S311 - the same again
        for _ in range(FILES_OF_A_STOCK):
            if kind == "cut":
                yield partial(_cut_short, stock=stock, luck=luck)
            else:
                yield partial(_tell_good_from_bad, sheet=a_sheet(stock, luck))


def _tell_good_from_bad(folder: Path, sheet: Drawn) -> None:
    registry = Registry()
    file = a_file(folder, sheet.raw.replace(b"HUGE", HUGE), sheet.name)
    tally, _ = bring_in(file, registry)
    kept = {petition.external_id for petition in registry.kept.values()}

    assert kept == set(sheet.good), sheet
    assert (tally.registered, tally.refused) == (len(sheet.good), sheet.bad), sheet
    assert len(_report(folder, sheet.name)) == sheet.bad


def _refused(bring: Callable[[], object]) -> bool:
    """Whether a sentence came of it. Anything else that is raised is a fault."""
    try:
        bring()
    except Refusal as refusal:
        known, said = refusal.code in CODES, [refusal.say("zh"), refusal.say("en")]
    else:
        return False
    assert known
    assert all(said)
    return True


def _brought_in(folder: Path, raw: bytes, name: str = "a.csv") -> None:
    registry, file = Registry(), a_file(folder, raw, name)
    if not _refused(lambda: bring_in(file, registry)):
        assert {bad["code"] for bad in _report(folder, name)} <= CODES, raw


def _cut_short(folder: Path, stock: list[str], luck: Random) -> None:
    """What was whole before the cut is in; of the last row only that it may be half."""
    sheet = a_sheet(stock, luck)
    file, registry = a_file(folder, sheet.raw, sheet.name), Registry()
    file.write_bytes(file.read_bytes()[: luck.randint(0, file.stat().st_size)])
    _refused(lambda: bring_in(file, registry))
    kept = [petition.external_id for petition in registry.kept.values()]
    known = [each for each in kept if each in sheet.good]
    assert known == sheet.good[: len(known)], sheet
    assert len(kept) - len(known) <= 1, sheet


def _mapped(folder: Path, raw: bytes) -> None:
    chosen = folder / "own.yaml"
    chosen.write_bytes(raw)
    _refused(lambda: _told(*bring_in(_plain(folder), Registry(), mapping=str(chosen)), folder))


def _told(tally: Tally, reader: Reader, folder: Path) -> None:
    for language in ("zh", "en"):
        Showing(Console(file=StringIO()), language).ended(tally, reader, folder)


def _plain(folder: Path) -> Path:
    return a_file(folder, HEADER + "1,A,路灯不亮,2019/2/28 11:25:05,三天了,城建\n")


def _report(folder: Path, name: str) -> list[dict[str, str]]:
    file = (folder / name).with_suffix(".refused")
    if not file.exists():
        return []
    with file.open(encoding="utf-8-sig", newline="") as report:
        return list(csv.DictReader(report))


@contextmanager
def a_folder() -> Iterator[Path]:
    """For each case its own, as a file that was brought in before is known."""
    with TemporaryDirectory() as folder:
        yield Path(folder)
