"""What `onedoor doctor` looks at: whether this machine can carry the platform."""

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from chassis.kernel import Refusal
from launch.doors import kept_doors
from launch.folder import NEEDED_MB, free_mb, is_in_use, nearest
from launch.ports import is_free
from launch.settings import Settings
from launch.wheels import nats_program, postgres_program, unprivileged, version_of

OLDEST_PYTHON = (3, 11)
SLOW_FSYNC_MS = 20.0
FSYNC_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. What is not good keeps `onedoor up` from working well."""

    name: str
    is_good: bool
    said: str


def checks(settings: Settings) -> Iterator[Check]:
    yield _python()
    yield from _programs()
    yield _user()
    yield from _doors(settings)
    yield from _folder(settings.data)
    yield _terminal()


def _python() -> Check:
    said = f"{platform.python_version()} on {platform.platform()}"
    return Check("Python", sys.version_info >= OLDEST_PYTHON, said)


def _programs() -> Iterator[Check]:
    for name, find in {"PostgreSQL": _postgres, "NATS": nats_program}.items():
        try:
            yield Check(name, True, version_of(find()))
        except (Refusal, OSError, subprocess.CalledProcessError) as fault:
            yield Check(name, False, str(fault))


def _postgres() -> str:
    return postgres_program("postgres")


def _user() -> Check:
    try:
        become = unprivileged()
    except Refusal as refusal:
        return Check("User", False, str(refusal))
    how = "root; PostgreSQL runs in a user namespace" if become else "an ordinary user"
    return Check("User", True, how)


def _doors(settings: Settings) -> Iterator[Check]:
    open_here = kept_doors(settings.data) if is_in_use(settings.data) else None
    doors = {"HTTP port": settings.http_port, "gRPC port": settings.grpc_port}
    for name, port in doors.items():
        if open_here and port in open_here.ports:
            yield Check(name, True, f"{port} is the running platform's")
        else:
            good = is_free(settings.host, port)
            yield Check(name, good, f"{port} is {'free' if good else 'in use'}")


def _folder(data: Path) -> Iterator[Check]:
    if is_in_use(data):
        state = "in use by a running platform"
    else:
        state = "stopped" if (data / "postgres").exists() else "made at the first start"
    yield Check("Data folder", True, f"{data.absolute()}, {state}")
    place = nearest(data)
    free = free_mb(place)
    yield Check("Disk space", free >= NEEDED_MB, f"{free:,} MB free, {NEEDED_MB} needed to start")
    try:
        yield _fsync(place)
    except OSError as fault:
        yield Check("Disk", False, f"{place} cannot be written: {fault.strerror}")


def _fsync(place: Path) -> Check:
    """Every acknowledged write waits for this once, so it bounds what the platform can do."""
    with tempfile.TemporaryFile(dir=place) as probe:
        took = []
        for _ in range(FSYNC_ROUNDS):
            probe.write(b"x" * 8192)
            probe.flush()
            began = time.perf_counter()
            os.fsync(probe.fileno())
            took.append((time.perf_counter() - began) * 1000)
    usual = median(took)
    return Check("Disk", usual < SLOW_FSYNC_MS, f"writable, {usual:.2f} ms to make a write durable")


def _terminal() -> Check:
    encoding = sys.stdout.encoding or "none"
    return Check("Terminal", encoding.lower() in {"utf-8", "utf8"}, f"writes {encoding}")
