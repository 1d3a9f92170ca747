"""Ask pip-audit for known faults in what the lock names; one that nobody accepted fails.

It asks PyPI, and OSV where PyPI does not answer. Without anybody to ask nothing is known, and that
is what it says: it then neither fails nor calls anything safe. pip-audit itself says "no known
vulnerabilities" of an index without answers.
"""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from tools.supply.reviewed import FAULTS, Accepted
from tools.supply.shipped import LOCK

PROGRAM = Path(sys.executable).parent / "pip-audit"
HOW = ("--requirement", str(LOCK), "--disable-pip", "--no-deps", "--format", "json")
QUIETLY = ("--progress-spinner", "off", "--timeout", "10")
SERVICES = ("pypi", "osv")
CUT_OFF = re.compile(
    r"Could not connect|requests\.exceptions\.\w*(?:Timeout|ConnectionError|HTTPError|ProxyError)"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """A known fault of a pinned package, under all its names."""

    package: str
    version: str
    names: tuple[str, ...]
    fixed_in: tuple[str, ...]

    def __str__(self) -> str:
        fixed = f", fixed in {', '.join(self.fixed_in)}" if self.fixed_in else ", not fixed yet"
        return f"{self.package} {self.version}: {' = '.join(self.names)}{fixed}"

    def accepted(self, review: Sequence[Accepted], today: date) -> bool:
        return any(
            entry.package == self.package and entry.fault in self.names and today <= entry.until
            for entry in review
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service knew: which packages it could judge, and what is wrong with them."""

    judged: tuple[str, ...]
    unknown: tuple[str, ...]
    faults: tuple[Fault, ...]

    failure: str = ""
    """What pip-audit said where it came to no answer, and not for want of a service."""

    @classmethod
    def read(cls, said: str, complaint: str = "") -> "Answer":
        """pip-audit prints one JSON document, or a complaint."""
        try:
            listed: list[dict[str, Any]] = json.loads(said)["dependencies"]
        except ValueError:
            return cls((), (), (), "" if CUT_OFF.search(complaint) else complaint or "no answer")
        return cls(
            tuple(entry["name"] for entry in listed if "skip_reason" not in entry),
            tuple(entry["name"] for entry in listed if "skip_reason" in entry),
            tuple(
                Fault(
                    entry["name"],
                    entry["version"],
                    (fault["id"], *fault["aliases"]),
                    tuple(fault["fix_versions"]),
                )
                for entry in listed
                for fault in entry.get("vulns", [])
            ),
        )


def report(answer: Answer, review: Sequence[Accepted], today: date) -> tuple[int, str]:
    """The exit code, and what to tell."""
    if answer.failure:
        return 1, f"Nothing was audited, for pip-audit failed:\n{answer.failure}"
    if not answer.judged:
        return 0, "Nothing was audited: neither PyPI nor OSV, which know of faults, can be reached."
    open_ = [fault for fault in answer.faults if not fault.accepted(review, today)]
    lived_with = len(answer.faults) - len(open_)
    lines = [f"{len(answer.judged)} packages audited, {lived_with} known faults accepted."]
    if answer.unknown:
        lines.append(f"Unknown to the service, so not audited: {', '.join(answer.unknown)}.")
    lines += [f"FAULT  {fault}" for fault in open_]
    if open_:
        lines.append("Raise the version, or accept it for a time in tools/supply/reviewed.py.")
    return min(len(open_), 1), "\n".join(lines)


def ask() -> Answer:
    """Of the first service that can judge anything."""
    answer = Answer((), (), ())
    for service in SERVICES:
        asked = [str(PROGRAM), *HOW, *QUIETLY, "--vulnerability-service", service]
        run = subprocess.run(asked, capture_output=True, text=True, check=False)
        answer = Answer.read(run.stdout, run.stderr)
        if answer.judged or answer.failure:
            break
    return answer


def main() -> int:
    today = datetime.now(UTC).date()  # noqa: TID251 - what was accepted ends on a day
    code, said = report(ask(), FAULTS, today)
    print(said)
    return code


if __name__ == "__main__":
    sys.exit(main())
