"""No secret lies in the tree: neither in a form that is known, nor as a text that looks random."""

import math
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from tools.supply.reviewed import NOT_SECRET

FORMS: Mapping[str, re.Pattern[str]] = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a key of AWS": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a token of GitHub": re.compile(r"\b(?:gh[pousr]_\w{36}|github_pat_\w{22,})"),
    "a token of GitLab": re.compile(r"\bglpat-[\w-]{20}"),
    "a token of PyPI": re.compile(r"\bpypi-AgE[\w-]{20,}"),
    "a token of Slack": re.compile(r"\bxox[abeoprs]-[\w-]{10,}"),
    "a key of Google": re.compile(r"\bAIza[\w-]{35}"),
    "a key of Alibaba Cloud": re.compile(r"\bLTAI[0-9A-Za-z]{12,20}\b"),
    "a signed token": re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    "a key of NATS": re.compile(r"\bS[UAONC][A-Z2-7]{56}\b"),
    "a password in an address": re.compile(
        r"""\b[a-z][a-z+]*://[^\s:/@{}<>$"']+:(?=[^@]*\d)(?=[^@]*[A-Za-z])[^\s:/@{}<>$"']{8,}@"""
    ),
    "a password or key in a setting": re.compile(
        r"""(?i)["']?[\w-]*(?:password|passwd|secret|api_?key|private_?key)["']?\s*[:=]\s*"""
        r"""["'](?=[^"']*\d)(?=[^"']*[A-Za-z])[^\s"'{}<>$]{12,}["']"""
    ),
}
RUN = re.compile(r"(?<![\w/+.-])[A-Za-z0-9+/_-]{32,}={0,2}(?![\w/+.-])")
RANDOM = 4.2  # bits a character: words and paths stay below, 32 random characters hardly do
LARGE = 2_000_000
BROUGHT_OR_MADE = (".git", ".venv", "node_modules", "__pycache__", ".cache", ".*_cache",
                   "*.egg-info", ".hypothesis", ".onedoor", "./dist")  # fmt: skip
WRITTEN_BY_TOOLS = {"requirements.lock"}  # hashes by design


@dataclass(frozen=True, slots=True)
class Finding:
    """Where something looks like a secret; the text itself is not repeated."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


def findings(root: Path) -> list[Finding]:
    return [
        found
        for file in files_of(root)
        for found in search(file.relative_to(root).as_posix(), file.read_bytes())
    ]


def search(name: str, content: bytes) -> Iterator[Finding]:
    if b"\0" in content or len(content) > LARGE:
        return
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        if any(part in line for part in NOT_SECRET.get(name, {})):
            continue
        if what := next((what for what, form in FORMS.items() if form.search(line)), ""):
            yield Finding(name, number, what)
        elif any(looks_random(run) for run in RUN.findall(line)):
            yield Finding(name, number, "a text that looks random")


def looks_random(text: str) -> bool:
    """Letters in both cases and digits, spread as chance spreads them."""
    mixed = all(re.search(kind, text) for kind in ("[a-z]", "[A-Z]", "[0-9]"))
    return mixed and entropy(text) > RANDOM


def entropy(text: str) -> float:
    shares = [times / len(text) for times in Counter(text).values()]
    return -sum(share * math.log2(share) for share in shares)


def files_of(root: Path) -> Iterator[Path]:
    """What is ours in a checkout, in hidden folders too."""
    for folder, inner, names in os.walk(root):
        here = "./" if Path(folder) == root else ""
        inner[:] = sorted(name for name in inner if not _is_brought_or_made(name, here))
        yield from (Path(folder) / n for n in sorted(names) if n not in WRITTEN_BY_TOOLS)


def _is_brought_or_made(name: str, here: str) -> bool:
    return any(fnmatch(name, form) or fnmatch(here + name, form) for form in BROUGHT_OR_MADE)
