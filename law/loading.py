"""Rulebooks from a folder: the base, one overlay per place, and the archive of past versions."""

import os
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from law.content import read_scheme
from law.organisation import FOLDER, load_organisation
from law.reading import Document, Finding, Key, Unreadable
from law.rulebook import Rulebook, Rulebooks
from law.rules import TOWNSHIP

BASE = "base.yaml"


def load(folder: Path, archive: Path | None = None) -> Rulebooks:
    """Every place of a folder. All that is wrong in any file is told at once."""
    kept = sorted(archive.glob("*.json")) if archive else []
    return Rulebooks(_every_place(folder, _held(folder)), map(_restored, kept))


@lru_cache(maxsize=1)
def _every_place(folder: Path, _held: bytes) -> dict[str, list[Rulebook]]:
    """Read again only when the files hold something else: a start looks at them more than once,
    and processes forked from one that read them share what it read."""
    faults: set[Finding] = set()
    editions = {}
    for place in places(folder):
        try:
            editions[place] = read_place(folder / f"{place}.yaml")
        except Unreadable as fault:
            faults.update(fault.findings)
    if faults:
        raise Unreadable(faults)
    if not editions:
        line = Document.open(folder / BASE).line(())
        raise Unreadable([line.finding((), "no place lies over the base", "no_place")])
    return editions


def _held(folder: Path) -> bytes:
    held = sha256()
    for kind in ("*.yaml", "*.csv", f"{FOLDER}/*.yaml"):
        for file in sorted(folder.glob(kind)):
            held.update(b"%s\0%s\0" % (bytes(file), sha256(file.read_bytes()).digest()))
    return held.digest()


def places(folder: Path) -> list[str]:
    """The jurisdictions of a folder, which its files are named after: loading refuses another."""
    return sorted(file.stem for file in folder.glob("*.yaml") if file.name != BASE)


def archive(shelf: Rulebooks, folder: Path) -> None:
    """Keep every version for as long as matters rest on it.

    Each is whole or not there: other processes read and write here at the same moment.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for book in shelf.versions():
        kept = folder / f"{book.version}.json"
        if not kept.exists():
            with NamedTemporaryFile("w", encoding="utf-8", dir=folder, delete=False) as draft:
                draft.write(book.resolved)
                draft.flush()
                os.fsync(draft.fileno())
            Path(draft.name).replace(kept)


def _restored(file: Path) -> Rulebook:
    try:
        book = Rulebook.restore(file.read_text("utf-8"))
    except ValueError:
        book = None
    if book is None or book.version != file.stem:
        expected = "the rulebook it is named after is expected, unchanged"
        raise Unreadable([Finding(str(file), 1, "", expected, "damaged")])
    return book


def check(path: Path) -> list[Finding]:
    """What `onedoor rulebook check FILE` says; nothing means the file can be used."""
    try:
        if path.suffix == ".csv":
            read_scheme(path)
        elif path.parent.name == FOLDER:
            load_organisation(path)
        elif path.name == BASE:
            for _, edition in reversed(_editions(_open(path))):
                Rulebook.of(_SOMEWHERE.under(edition))
        else:
            read_place(path)
    except Unreadable as fault:
        return fault.findings
    return []


def read_place(overlay: Path) -> list[Rulebook]:
    """Every edition of a place: a new one begins wherever its law or its own rules changed."""
    law = _editions(_open(overlay.parent / BASE))
    place = _editions(_open(overlay))
    if (said := place[-1][1].data.get("jurisdiction")) != overlay.stem:
        line = place[-1][1].line(("jurisdiction",))
        expected = f"the file is named after its jurisdiction, {overlay.stem}, not {said}"
        raise Unreadable([line.finding(("jurisdiction",), expected, "jurisdiction")])
    # The newest first: it is the one written out, where a reader looks for a fault.
    days = sorted({day for day, _ in law + place}, reverse=True)
    documents = [_on(law, day).under(_on(place, day)).put("effective", day) for day in days]
    books = [Rulebook.of(document) for document in documents]
    if faults := _strange_organs(books[0], documents[0], overlay):
        raise Unreadable(faults)
    return books


def _strange_organs(book: Rulebook, document: Document, overlay: Path) -> list[Finding]:
    """Organs a place names in its duties but not in its tree, if it has one."""
    tree = overlay.parent / FOLDER / overlay.name
    if not tree.exists():
        return []
    organs = load_organisation(tree).organs
    named: list[tuple[Key, str]]
    named = [(("duties", n, "organ"), duty.organ) for n, duty in enumerate(book.duties)]
    if book.accusations:
        named += [(("accusations", "organs", n), o) for n, o in enumerate(book.accusations.organs)]
    return [
        document.finding(where, f"{organ!r} is none of the organs in {tree}", "unknown_organ")
        for where, organ in named
        if organ not in organs and organ != TOWNSHIP
    ]


_SOMEWHERE = Document.parse("{jurisdiction: '000000', name: 某地, name_en: somewhere}", BASE)


def _open(file: Path) -> Document:
    """The file, with the paths of the content scheme it points to."""
    document = Document.open(file)
    content = document.data.get("content")
    if not isinstance(content, dict) or not isinstance(content.get("file"), str):
        return document
    try:
        paths = read_scheme(file.parent / content["file"])
    except Unreadable as fault:
        where = document.finding(("content", "file"), "a scheme file is expected", "content")
        raise Unreadable([where, *fault.findings]) from None
    return document.put("content", content | {"paths": paths})


def _editions(document: Document) -> list[tuple[date, Document]]:
    """The newest edition is written out; an earlier one says where it differed."""
    newest, earlier = document.without("earlier"), document.data.get("earlier", [])
    if not isinstance(earlier, list) or not all(isinstance(each, dict) for each in earlier):
        expected = "a list of tables is expected, each with the day it began"
        raise Unreadable([document.finding(("earlier",), expected, "earlier")])
    documents = [newest]
    for number in range(len(earlier)):
        part = document.part("earlier", number)
        _effective(part)
        documents.append(newest.under(part))
    return sorted(((_effective(each), each) for each in documents), key=lambda pair: pair[0])


def _effective(document: Document) -> date:
    day = document.data.get("effective")
    if type(day) is not date:
        expected = "the first day in force is expected, as in 2022-05-01"
        raise Unreadable([document.finding(("effective",), expected, "effective")])
    return day


def _on(editions: list[tuple[date, Document]], day: date) -> Document:
    """The edition in force; before the first one there is only the first one."""
    in_force = [each for since, each in editions if since <= day]
    return in_force[-1] if in_force else editions[0][1]
