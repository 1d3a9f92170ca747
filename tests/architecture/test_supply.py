"""What we ship is let in and listed; no secret lies in the tree, no security rule is off."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from packaging.utils import canonicalize_name

from tests.architecture.house import PACKAGES, files
from tools.supply.licences import (
    chosen_from,
    licence_of,
    not_let_in,
    stated,
    told,
    unnamed_programs,
)
from tools.supply.reviewed import (
    ALLOWED,
    FAULTS,
    IN_ITS_FILES,
    NOT_SECRET,
    ONE_BY_ONE,
    PARTS,
)
from tools.supply.secrets import files_of, findings
from tools.supply.shipped import ENTRY, LOCK, pinned, shipped

RUFF = Path(sys.executable).parent / "ruff"
SHIPPED = (*PACKAGES, "rulebooks")
FILE_SILENCED = re.compile(r"^\s*#\s*(?:ruff|flake8):\s*noqa", re.MULTILINE | re.IGNORECASE)
PINNED = re.compile(r"^[\w.-]+==", re.MULTILINE)
SILENCED = re.compile(r"#[ ]noqa(?P<codes>: *[A-Z]+\d+(?:, ?[A-Z]+\d+)*)?(?P<rest>.*)$")
OF_SECURITY = re.compile(r"\bS\d*\b")
REGISTRY = re.compile(
    r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|maven\.(?:org|apache\.org)/maven2|crates\.io/api"
)
WORD = re.compile(r"[a-z]{2,}")


def test_every_package_comes_under_a_licence_that_is_let_in() -> None:
    refused = [not_let_in(package.name, licence_of(package.name)) for package in shipped()]

    assert shipped()
    assert list(filter(None, refused)) == []


def test_every_part_inside_a_wheel_comes_under_a_licence_that_is_let_in() -> None:
    refused = [not_let_in(part.name, part.licence) for part in PARTS]

    assert list(filter(None, refused)) == []


def test_every_part_that_a_wheel_itself_names_comes_under_a_licence_that_is_let_in() -> None:
    refused = [not_let_in(entry.name, entry.licence) for entry in told()]

    assert told()
    assert list(filter(None, refused)) == []


def test_every_compiled_file_in_a_wheel_is_the_package_s_own_or_named() -> None:
    assert unnamed_programs() == []


def test_what_is_installed_is_what_the_lock_names() -> None:
    installed = {canonicalize_name(p.name): (p.version, version(p.name)) for p in pinned()}

    assert {name: both for name, both in installed.items() if len(set(both)) > 1} == {}


def test_every_package_of_the_lock_bears_the_hashes_of_its_files() -> None:
    named = PINNED.findall(LOCK.read_text(encoding="utf-8"))
    entries = [*ENTRY.finditer(LOCK.read_text(encoding="utf-8"))]

    assert len(entries) == len(named), "a line without hashes is passed over by whoever reads them"
    assert [package.name for package in pinned() if not package.hashes] == []


def test_nothing_names_a_place_to_bring_packages_from() -> None:
    """Whoever installs says where from; a name in the tree would say it for them."""
    named = [
        f"{file}: {found[0]}"
        for file in files_of(Path())
        if (found := REGISTRY.search(file.read_text(encoding="utf-8", errors="replace")))
    ]

    assert named == []


def test_what_was_decided_is_still_needed() -> None:
    names = {package.name for package in shipped()}
    licences = {
        *(licence_of(name) for name in names),
        *(part.licence for part in PARTS),
        *(entry.licence for entry in told()),
    }
    used = {key for licence in licences for key in chosen_from(licence)}

    assert sorted(set(ALLOWED) - used) == []
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


def found_by_ruff() -> Iterator[tuple[str, str, str]]:
    """What its rules of security find in what is shipped, whatever our settings and comments say:
    where, the rule, and the line that a comment would stand on."""
    told = ("--isolated", "--ignore-noqa", "--select", "S", "--output-format", "json")
    command = [str(RUFF), "check", *told, *SHIPPED]
    run = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - the linter
    for finding in json.loads(run.stdout):
        file = Path(finding["filename"])
        line = file.read_text(encoding="utf-8").splitlines()[finding["noqa_row"] - 1]
        yield f"{file.relative_to(Path.cwd())}:{finding['noqa_row']}", finding["code"], line


def test_each_finding_of_a_security_rule_is_silenced_on_its_line_with_a_reason() -> None:
    found = list(found_by_ruff())
    silent = {(place, rule) for place, rule, line in found if _says_why(rule, line)}

    assert found
    assert [f"{place}: {rule}" for place, rule, _ in found if (place, rule) not in silent] == []


def _says_why(rule: str, line: str) -> bool:
    said = SILENCED.search(line)
    return bool(said and rule in (said["codes"] or "") and WORD.search(said["rest"]))
