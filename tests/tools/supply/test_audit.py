"""A known fault fails unless it was accepted for a time; silence of the service is no praise."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from tools.supply import audit
from tools.supply.audit import HOW, PROGRAM, Answer, ask, report
from tools.supply.reviewed import Accepted
from tools.supply.shipped import LOCK

TODAY = date(2026, 11, 23)
CLEAN = {"name": "limits", "version": "5.8.0", "vulns": []}
SKIPPED = {"name": "obstore", "skip_reason": "Dependency not found on PyPI"}
FAULTY = {
    "name": "jinja2",
    "version": "3.1.5",
    "vulns": [{"id": "PYSEC-2026-9", "aliases": ["CVE-2026-1"], "fix_versions": ["3.1.6"]}],
}


def answer(*dependencies: Mapping[str, object]) -> Answer:
    return Answer.read(json.dumps({"dependencies": dependencies, "fixes": []}))


def accepted(until: date, fault: str = "CVE-2026-1", package: str = "jinja2") -> Accepted:
    return Accepted(fault, package, "we render no template of others", until)


def test_a_fault_that_nobody_accepted_fails_and_says_what_mends_it() -> None:
    code, said = report(answer(CLEAN, FAULTY), [], TODAY)

    assert code == 1
    assert "jinja2 3.1.5: PYSEC-2026-9 = CVE-2026-1, fixed in 3.1.6" in said


def test_a_fault_is_accepted_under_any_of_its_names_to_the_last_day() -> None:
    found = answer(FAULTY)

    assert report(found, [accepted(TODAY)], TODAY)[0] == 0
    assert report(found, [accepted(date(2026, 11, 22))], TODAY)[0] == 1


def test_what_was_accepted_of_one_fault_or_package_says_nothing_of_another() -> None:
    found = answer(FAULTY)

    assert report(found, [accepted(TODAY, fault="CVE-2026-2")], TODAY)[0] == 1
    assert report(found, [accepted(TODAY, package="mako")], TODAY)[0] == 1


def test_without_a_service_nothing_fails_and_nothing_is_called_safe() -> None:
    cut_off = Answer.read("", "requests.exceptions.ConnectionError: no such name")
    unreached = [report(cut_off, [], TODAY), report(answer(SKIPPED), [], TODAY)]

    assert [code for code, _ in unreached] == [0, 0]
    assert all("Nothing was audited" in said for _, said in unreached)


def test_what_fails_for_another_reason_fails() -> None:
    code, said = report(Answer.read("", "ERROR: invalid specifier at line 1"), [], TODAY)

    assert code == 1
    assert "pip-audit failed:\nERROR: invalid specifier at line 1" in said


def test_a_lock_that_cannot_be_read_is_no_service_that_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "broken.lock"
    lock.write_text("no line of a lock\n")
    monkeypatch.setattr(audit, "HOW", tuple(str(lock) if h == str(LOCK) else h for h in HOW))

    assert "invalid specifier" in ask().failure


def test_packages_that_the_service_does_not_know_are_named() -> None:
    code, said = report(answer(CLEAN, SKIPPED), [], TODAY)

    assert code == 0
    assert "1 packages audited" in said
    assert "not audited: obstore" in said


def test_the_program_that_asks_is_pinned_with_everything_else() -> None:
    assert PROGRAM.is_file()


def test_a_second_service_is_asked_where_the_first_knows_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = json.dumps({"dependencies": [FAULTY]})
    program = tmp_path / "pip-audit"
    cut_off = "echo 'Could not connect to the vulnerability feed' >&2"
    program.write_text(
        f"#!/bin/sh\ncase \"$*\" in *osv) echo '{told}';; *) {cut_off};; esac\nexit 1\n"
    )
    program.chmod(0o700)
    monkeypatch.setattr(audit, "PROGRAM", program)

    assert ask().faults == answer(FAULTY).faults
