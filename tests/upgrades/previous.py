"""The version before, laid out beside this one: its code and its tests, with today's migrations."""

import os
import shutil
import subprocess
import sys
import tarfile
from collections import defaultdict
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp

ROOT = Path(__file__).parents[2]
NAMED = Path(__file__).with_name("previous.txt")
STEPS = tuple(f"chassis/migrations/{name}.py" for name in ("machinery", "rights"))
"""What the versions of a schema are written in; how they are brought about, each code knows."""
VERSIONS = tuple(map(str, sorted(Path().glob("services/*/migrations"))))
MOST_SECONDS = 1700


class CannotBeHad(Exception):
    """This clone does not reach back to it."""


@dataclass(frozen=True, slots=True)
class Named:
    """What the file says: which commit, and which of its tests are run."""

    commit: str
    tests: tuple[str, ...]
    long: tuple[str, ...]
    excepted: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> "Named":
        said: dict[str, list[str]] = defaultdict(list)
        for line in text.splitlines():
            if line and not line.startswith("#"):
                word, what = line.split()
                said[word].append(what)
        (commit,) = said["commit"]
        return cls(commit, tuple(said["test"]), tuple(said["long"]), tuple(said["except"]))


@dataclass(frozen=True, slots=True)
class Previous:
    """Its files, in a folder of their own."""

    folder: Path
    named: Named

    def pytest(self, *tests: str, marked: str) -> "subprocess.CompletedProcess[str]":
        leave_out = " or ".join(self.named.excepted)
        how = ("-m", marked, "-k", f"not ({leave_out})", "-p", "no:cacheprovider", "-q")
        return self.run("-m", "pytest", *how, *tests)

    def run(self, *arguments: str, told: str = "") -> "subprocess.CompletedProcess[str]":
        """Python, where its own modules come first."""
        paths = f"{self.folder}{os.pathsep}{self.folder / 'gen'}"
        ours = ("ONEDOOR_", "PYTEST_", "CI")  # and a Keycloak was brought for today's tests alone
        outside = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=outside | {"PYTHONPATH": paths},
            input=told,
            capture_output=True,
            text=True,
            check=False,
            timeout=MOST_SECONDS,
        )


def lay_out(named: Named) -> Previous:
    """Its tree as git has it; then the migrations of today over its own."""
    archived = subprocess.run(
        ["git", "archive", "--format=tar", named.commit], cwd=ROOT, capture_output=True, check=False
    )
    if archived.returncode:
        raise CannotBeHad(
            f"the version before is commit {named.commit[:7]}, and this clone does not hold it: "
            f"`git fetch --unshallow` brings it ({archived.stderr.decode().strip()})"
        )
    folder = Path(mkdtemp(prefix="onedoor-before-"))
    with tarfile.open(fileobj=BytesIO(archived.stdout)) as tree:
        tree.extractall(folder, filter="data")
    for file in STEPS:
        shutil.copy(ROOT / file, folder / file)
    for place in VERSIONS:
        shutil.rmtree(folder / place)
        shutil.copytree(ROOT / place, folder / place)
    return Previous(folder, named)
