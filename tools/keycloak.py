"""A real Keycloak on this machine, for tests: `python -m tools.keycloak` brings it, once.

It comes through Maven into `.cache/keycloak`. Where Java or the network is missing, the tests that
need it are skipped and say so; under CI=true that is a failure.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from launch.children import Child, Program
from launch.ports import free_port
from launch.wheels import last_line

VERSION = "26.7.0"
CACHE = Path(".cache/keycloak").absolute()
HOME = CACHE / f"keycloak-{VERSION}"
READY = CACHE / "ready"
PACKAGES = {"java": "openjdk-17-jre-headless", "mvn": "maven"}
ADMINISTRATOR = "operator"
PASSWORD = "only-on-this-machine"  # noqa: S105 - of a Keycloak that lives as long as a test run
HEAP = "-Xms64m -Xmx384m"
QUICK_START = "-XX:TieredStopAtLevel=1"  # it runs for a minute: compiling well would not pay
PROBE_SECONDS = 2


class CannotBeHad(Exception):
    """Why there is no Keycloak on this machine."""


@dataclass(frozen=True, slots=True)
class Keycloak:
    """One that runs. Its operator may do everything in every realm."""

    address: str
    operator: str = ADMINISTRATOR
    password: str = field(default=PASSWORD, repr=False)


def obtain() -> None:
    """Download, build and start it once, so that later starts find everything prepared."""
    if HOME.exists():  # it got its name last
        READY.touch()
        return
    _require_programs()
    fresh = CACHE / "new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    artifact = f"org.keycloak:keycloak-quarkus-dist:{VERSION}:zip"
    where = (f"-Dartifact={artifact}", f"-DoutputDirectory={fresh}")
    _run("mvn", "-q", "-B", "-C", "dependency:copy", *where)
    archive = next(fresh.glob("*.zip"))
    shutil.unpack_archive(archive, fresh)
    home = fresh / HOME.name
    for script in (home / "bin").glob("*.sh"):
        script.chmod(0o755)
    _run(str(home / "bin/kc.sh"), "build", "--db=dev-file")
    with _started(home):
        pass
    home.rename(HOME)
    shutil.rmtree(fresh)
    READY.touch()


@contextmanager
def running() -> Iterator[Keycloak]:
    """One of its own: the programs are linked, the data are copied."""
    if not READY.exists():
        raise CannotBeHad("`make .cache/keycloak/ready` has not brought it")
    if shutil.which("java") is None:
        raise CannotBeHad("there is no java")
    folder = Path(mkdtemp(prefix="run-", dir=CACHE))
    try:
        home = folder / HOME.name
        apart = shutil.ignore_patterns("data")
        shutil.copytree(HOME, home, ignore=apart, copy_function=os.link)
        shutil.copytree(HOME / "data", home / "data")
        with _started(home) as keycloak:
            yield keycloak
    finally:
        shutil.rmtree(folder)


@contextmanager
def _started(home: Path) -> Iterator[Keycloak]:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    options = ("--http-enabled=true", "--hostname-strict=false", "--cache=local")
    door = ("--http-host=127.0.0.1", f"--http-port={port}")
    program = Program(
        name="Keycloak",
        command=(str(home / "bin/kc.sh"), "start", "--optimized", *options, *door),
        folder=home,
        log=home.parent / "keycloak.log",
        is_ready=lambda _: _answers(f"{address}/realms/master"),
        explain=last_line,
        stop=signal.SIGTERM,
        environment=_environment(),
    )
    child = Child(program)
    try:
        child.open()
        yield Keycloak(address)
    finally:
        child.close()


def _environment() -> dict[str, str]:
    return {
        **os.environ,
        "JAVA_OPTS_KC_HEAP": HEAP,
        "JAVA_OPTS_APPEND": QUICK_START,
        "KC_BOOTSTRAP_ADMIN_USERNAME": ADMINISTRATOR,
        "KC_BOOTSTRAP_ADMIN_PASSWORD": PASSWORD,
    }


def _answers(address: str) -> bool:
    """No proxy of the environment stands between this machine and itself."""
    try:
        with build_opener(ProxyHandler({})).open(address, timeout=PROBE_SECONDS):
            return True
    except (URLError, OSError):
        time.sleep(0.2)
        return False


def _require_programs() -> None:
    missing = [package for program, package in PACKAGES.items() if not shutil.which(program)]
    if not missing:
        return
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
    if not shutil.which("apt-get"):
        raise CannotBeHad(f"install a Java of version 17 or newer and Maven: no {missing} here")
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if sudo and not shutil.which("sudo"):
        raise CannotBeHad(f"as root, run: {' '.join(install)}")
    _run(*sudo, "apt-get", "update", "-qq")
    _run(*sudo, *install)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = last_line(done.stderr or done.stdout)
        raise CannotBeHad(f"`{' '.join(command[:3])} …` failed: {reason}")


def is_required(environment: Mapping[str, str] = os.environ) -> bool:
    return environment.get("CI", "") == "true"


def main(bring: Callable[[], None] = obtain) -> int:
    if not HOME.exists():
        print(f"Keycloak {VERSION} for the tests comes into {CACHE}: a minute or two, once.")
    try:
        bring()
    except CannotBeHad as reason:
        print(f"No Keycloak here, its tests will be skipped: {reason}", file=sys.stderr)
        return int(is_required())
    return 0


if __name__ == "__main__":
    sys.exit(main())
