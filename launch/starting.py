"""What is started before the services: rules looked at, engines opened, and all that is slow to
import brought in meanwhile."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Thread

from launch.embedded import Embedded, embedded
from launch.ending import leave, run
from launch.errors import RulebooksUnreadable
from launch.settings import Settings

FINDINGS_TOLD = 3


def require_rulebooks(folder: Path) -> None:
    """Looked at before anything starts: without rules nobody can be served."""
    from law.loading import load  # noqa: PLC0415 (see below)
    from law.reading import Unreadable  # noqa: PLC0415

    try:
        load(folder)
    except (Unreadable, OSError) as fault:
        reason = "; ".join(str(fault).splitlines()[:FINDINGS_TOLD])
        raise RulebooksUnreadable(folder=folder, reason=reason) from fault


def require_rulebooks_aside(folder: Path) -> None:
    """In a process that ends and takes with it what it read: this one is to stay small."""
    child = os.fork()
    if not child:
        leave(run(partial(require_rulebooks, folder)))
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code:
        raise SystemExit(code)


@contextmanager
def engines(settings: Settings, *, meanwhile: str) -> Iterator[tuple[Embedded, Settings]]:
    """The engines of this place, and the settings to reach them by.

    `meanwhile` is the module that is to use them: they need as long to start as it to be imported,
    and no more than waiting.
    """
    importing = Thread(target=import_module, args=(meanwhile,), daemon=True)
    importing.start()
    named = settings.engines
    try:
        with embedded(
            settings.data,
            database_url=named.database_url,
            bus_url=named.bus_url,
            wal_archive=settings.wal_archive,
        ) as house:
            importing.join()
            yield house, settings.on(house.engines, house.client_secrets)
    finally:
        importing.join()
