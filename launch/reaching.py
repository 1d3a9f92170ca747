"""The engines for a command that looks at them itself: running ones, or our own for a moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from launch.embedded import embedded
from launch.engines import Engines
from launch.errors import NothingHere
from launch.settings import Settings
from launch.whereabouts import Running


@contextmanager
def reached(settings: Settings) -> Iterator[Engines]:
    """Those the settings name; else those of the platform on this folder; else started for us."""
    if settings.engines.database_url:
        yield settings.engines
    elif running := Running(settings.data).engines():
        yield running
    elif (settings.data / "postgres").exists():
        with embedded(settings.data, wal_archive=settings.wal_archive) as house:
            yield house.engines
    else:
        raise NothingHere(folder=settings.data)
