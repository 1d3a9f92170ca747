"""What we ship is let in and listed; no secret lies in the tree, no security rule is off."""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from packaging.utils import canonicalize_name

from tests.architecture.house import PACKAGES, files
from tools.supply.licences import licence_of, not_let_in, stated, unnamed_libraries
from tools.supply.reviewed import (
    ALLOWED,
    FAULTS,
    IN_ITS_FILES,
    NOT_SECRET,
    ONE_BY_ONE,
    PARTS,
)
from tools.supply.secrets import findings
from tools.supply.shipped import ENTRY, LOCK, pinned, shipped

FILE_SILENCED = re.compile(r"^\s*#\s*(?:ruff|flake8):\s*noqa", re.MULTILINE | re.IGNORECASE)
PINNED = re.compile(r"^[\w.-]+==", re.MULTILINE)
SILENCED = re.compile(r"#[ ]noqa(?P<codes>: *[A-Z]+\d+(?:, ?[A-Z]+\d+)*)?(?P<rest>.*)$")
OF_SECURITY = re.compile(r"\bS\d*\b")
WORD = re.compile(r"[a-z]{2,}")


def test_every_package_comes_under_a_licence_that_is_let_in() -> None:
    refused = [not_let_in(package.name, licence_of(package.name)) for package in shipped()]

    assert shipped()
    assert list(filter(None, refused)) == []


def test_every_part_inside_a_wheel_comes_under_a_licence_that_is_let_in() -> None:
    refused = [not_let_in(part.name, part.licence) for part in PARTS]

    assert list(filter(None, refused)) == []


def test_every_shared_library_in_a_wheel_is_named() -> None:
    assert unnamed_libraries() == []


def test_what_is_installed_is_what_the_lock_names() -> None:
    installed = {canonicalize_name(p.name): (p.version, version(p.name)) for p in pinned()}

    assert {name: both for name, both in installed.items() if len(set(both)) > 1} == {}


def test_every_package_of_the_lock_bears_the_hashes_of_its_files() -> None:
    named = PINNED.findall(LOCK.read_text(encoding="utf-8"))
    entries = [*ENTRY.finditer(LOCK.read_text(encoding="utf-8"))]

    assert len(entries) == len(named), "a line without hashes is passed over by whoever reads them"
    assert [package.name for package in pinned() if not package.hashes] == []


def test_what_was_decided_is_still_needed() -> None:
    names = {package.name for package in shipped()}
    licences = " ".join(
        [*(licence_of(name) or "" for name in names), *(part.licence for part in PARTS)]
    ).split()

    assert sorted(set(ALLOWED) - set(licences)) == []
    assert {name for name, _ in ONE_BY_ONE} - names - {part.name for part in PARTS} == set()
    assert [name for name in IN_ITS_FILES if name not in names or stated(name)] == []
    assert {part.carried_by for part in PARTS} - names == set()
    assert {fault.package for fault in FAULTS} - {package.name for package in pinned()} == set()


def test_no_secret_lies_in_the_tree() -> None:
    assert [str(found) for found in findings(Path())] == []


def test_what_only_looks_secret_is_still_there() -> None:
    gone = [
        f"{name}: {piece}"
        for name, pieces in NOT_SECRET.items()
        for piece in pieces
        if piece not in Path(name).read_text(encoding="utf-8")
    ]

    assert gone == []


def silenced() -> Iterator[tuple[str, str, str]]:
    """Each line that silences ruff: where, which rules, and what it says beside them."""
    for file in files(*PACKAGES, "tools", "bench", "tests"):
        if file.is_relative_to("tests/gates"):
            continue
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if found := SILENCED.search(line):
                yield f"{file}:{number}", found["codes"] or "", found["rest"]


def test_a_silenced_security_rule_is_named_and_says_why_it_may_be() -> None:
    wrong = [
        place
        for place, codes, why in silenced()
        if not codes or (OF_SECURITY.search(codes) and not WORD.search(why))
    ]

    assert wrong == []


def test_no_file_and_no_folder_is_silenced_as_a_whole() -> None:
    """Neither by a first line, nor by a file that ruff would read instead of ours."""
    packages = (*PACKAGES, "tools", "bench", "tests")
    silent = [f for f in files(*packages) if FILE_SILENCED.search(f.read_text(encoding="utf-8"))]
    others = [file for package in packages for file in Path(package).rglob("*ruff.toml")]

    assert [str(file) for file in silent if not file.is_relative_to("tests/gates")] == []
    assert [str(file) for file in (*others, *Path().glob("*ruff.toml"))] == []


def test_no_security_rule_is_off_for_the_whole_house() -> None:
    text = Path("pyproject.toml").read_text(encoding="utf-8")
    ruff = tomllib.loads(text)["tool"]["ruff"]["lint"]
    folders = ruff["per-file-ignores"]

    assert "S" in ruff["select"]
    assert [rule for rule in ruff["ignore"] if OF_SECURITY.fullmatch(rule)] == []
    assert [place for place, rules in folders.items() if "S" in rules] == []
    assert [
        place
        for place, rules in folders.items()
        if any(map(OF_SECURITY.fullmatch, rules))
        and not re.search(rf'^"{re.escape(place)}" = .*\]  # \w', text, re.MULTILINE)
    ] == []
