"""Files and mappings as nobody should send them: good rows in, bad ones told, no fault."""

import csv
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rich.console import Console

from chassis.kernel import Refusal
from launch.importing.checkpoint import Tally
from launch.importing.errors import MappingUnreadable
from launch.importing.petitions import Reader
from launch.importing.sheet import LARGEST_ROW
from launch.importing.showing import Showing
from tests.badinput.drawing import drawn
from tests.badinput.judging import CODES
from tests.badinput.progress import Progress
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

raw_words = st.one_of(
    st.sampled_from(
        ["路灯不亮", "مرحبا بكم", "e\u0301" * 20, "\u202e王\u202c", "😀", "a,b", 'x"y', "²"]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=30),
)
words = raw_words.map(lambda word: f"路灯{word}")
"""One of them in each row, since 路 alone is UTF-8 in GB18030 too."""
on_one_line = raw_words.map(lambda word: "," + "".join(word.splitlines()))
"""In a quoted cell the quote before the comma looks as if it closed that of a torn row."""
any_words = words | on_one_line
dialects: st.SearchStrategy[dict[str, object]] = st.builds(
    dict,
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    lineterminator=st.sampled_from(["\n", "\r\n"]),
)
encodings = st.sampled_from(["utf-8", "utf-8-sig", "gb18030"])
names = st.sampled_from(["a.csv", "a.csv.gz"])
HUGE = b"x" * (LARGEST_ROW + 5)
BAD_LINES = {
    "torn": '7,A,"三天了没有人来,x,y,z'.encode(),
    "behind": '7,A,"三天"了,x,y,z'.encode(),
    "short": b"7,A",
    "long": b"7,A,b,c,d,e,f,g",
    "nul": b"7,A,a\0b,2019,text,y",
    "no_text": b"7,A,,2019/2/28,,y",
    "huge": b"7,A,HUGE,2019,text,y",
}


@st.composite
def good_rows(draw: st.DrawFn) -> list[list[str]]:
    return [
        [
            f"id{n}",
            draw(any_words),
            draw(words),
            "2019/2/28 11:25:05",
            draw(any_words),
            draw(any_words),
        ]
        for n in range(draw(st.integers(0, 12)))
    ]


@st.composite
def sheets(draw: st.DrawFn) -> tuple[bytes, str, list[str], int]:
    """A file, its name, the numbers of the good rows in it and how many bad ones there are."""
    encoding, dialect = draw(encodings), draw(dialects)
    rows, bad = draw(good_rows()), draw(st.lists(st.sampled_from(sorted(BAD_LINES)), max_size=4))
    lines = [_line(row, dialect).encode(encoding.removesuffix("-sig"), "replace") for row in rows]
    header = _line(list(COLUMNS), dialect).encode(encoding)
    for kind in bad:
        at = draw(st.integers(0, len(lines)))
        lines.insert(at, BAD_LINES[kind].decode().encode(encoding.removesuffix("-sig")) + b"\n")
    return header + b"".join(lines), draw(names), [row[0] for row in rows], len(bad)


def _line(row: list[str], dialect: dict[str, object]) -> str:
    written = StringIO()
    csv.writer(written, **dialect).writerow(row)  # type: ignore[arg-type]
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
@given(sheet=sheets())
def test_every_good_row_is_in_and_every_bad_one_is_told(
    sheet: tuple[bytes, str, list[str], int],
) -> None:
    _tell_good_from_bad(*sheet)


def test_a_huge_row_does_not_hide_the_encoding_of_those_behind_it() -> None:
    """Before the first Chinese character stood more than was looked at to find the encoding."""
    rows = "".join(f"id{n},A,路灯不亮,2019/2/28 11:25:05,三天了,x\n" for n in range(3))
    raw = (HEADER + "7,A,HUGE,2019,text,y\n" + rows).encode("gb18030")

    _tell_good_from_bad(raw, "a.csv", ["id0", "id1", "id2"], 1)


@SHORT
@given(raw=anything, name=names)
def test_any_bytes_are_read_or_refused(raw: bytes, name: str) -> None:
    with a_folder() as folder:
        _brought_in(folder, raw, name)


@SHORT
@given(sheet=sheets(), cut=st.floats(0, 1))
def test_a_file_that_was_cut_off_gives_what_came_before(
    sheet: tuple[bytes, str, list[str], int], cut: float
) -> None:
    _cut_short(sheet, cut)


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
    _mapped(mapping)


@pytest.mark.parametrize("mapping", MAPPINGS, ids=lambda raw: ascii(raw[:30]))
def test_a_mapping_that_somebody_thought_of_is_used_or_refused(mapping: bytes) -> None:
    _mapped(mapping)


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
def test_every_drawn_file_and_mapping(kind: str) -> None:
    progress = Progress("import", kind, 4)
    while (done := progress.done) < progress.wanted:
        size = min(AT_ONCE, progress.wanted - done)
        _tried(kind, size, done)
        progress.came_to(done + size)


def _tried(kind: str, size: int, first: int) -> None:
    match kind:
        case "good_and_bad":
            for sheet in drawn(sheets(), size, first):
                _tell_good_from_bad(*sheet)
        case "anything":
            for raw in drawn(anything, size, first):
                with a_folder() as folder:
                    _brought_in(folder, raw, "a.csv")
        case "cut":
            for number, sheet in enumerate(drawn(sheets(), size, first), first):
                _cut_short(sheet, Random(number).random())  # noqa: S311 - the same each time
        case _:
            for mapping in drawn(mappings, size, first):
                _mapped(mapping)


def _tell_good_from_bad(raw: bytes, name: str, good: list[str], bad: int) -> None:
    with a_folder() as folder:
        registry = Registry()
        tally, _ = bring_in(a_file(folder, raw.replace(b"HUGE", HUGE), name), registry)
        kept = {petition.external_id for petition in registry.kept.values()}

        assert kept == set(good), (raw, name)
        assert (tally.registered, tally.refused) == (len(good), bad), (raw, name)
        assert len(_report(folder, name)) == bad


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


def _brought_in(folder: Path, raw: bytes, name: str) -> None:
    registry, file = Registry(), a_file(folder, raw, name)
    if not _refused(lambda: bring_in(file, registry)):
        assert {bad["code"] for bad in _report(folder, name)} <= CODES, raw


def _cut_short(sheet: tuple[bytes, str, list[str], int], cut: float) -> None:
    """What was whole before the cut is in; of the last row only that it may be half."""
    raw, name, good, _ = sheet
    with a_folder() as folder:
        file, registry = a_file(folder, raw, name), Registry()
        file.write_bytes(file.read_bytes()[: int(file.stat().st_size * cut)])
        _refused(lambda: bring_in(file, registry))
        kept = [petition.external_id for petition in registry.kept.values()]
        known = [each for each in kept if each in good]
        assert known == good[: len(known)]
        assert len(kept) - len(known) <= 1


def _mapped(mapping: bytes) -> None:
    with a_folder() as folder:
        chosen = folder / "own.yaml"
        chosen.write_bytes(mapping)
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
