"""The data folder: ours alone, writable, with room, and used by one platform at a time."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

from chassis.kernel import Phrase
from launch.errors import DiskFull, FolderDamaged, FolderInUse, FolderNotWritable

NEEDED_MB = 300
LOG = Path("logs", "onedoor.log")
RESTORING = "restoring"
"""Where a backup is unpacked. It is gone once the folder is whole."""


@contextmanager
def opened(folder: Path) -> Iterator[Path]:
    """Its absolute path; nobody else may use it until this context ends."""
    folder = folder.absolute()
    if (folder / RESTORING).exists():
        raise FolderDamaged(
            reason=Phrase(
                f"a restore into {folder} was not finished", f"向 {folder} 的恢复没有完成"
            )
        )
    prepare(folder)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            raise FolderInUse(folder=folder) from fault
        yield folder


def is_in_use(folder: Path) -> bool:
    if not (folder / "lock").exists():
        return False
    with (folder / "lock").open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def free_mb(folder: Path) -> int:
    return shutil.disk_usage(nearest(folder)).free >> 20


def nearest(folder: Path) -> Path:
    """The folder itself, or where it would be made."""
    return next(place for place in (folder, *folder.absolute().parents) if place.is_dir())


def prepare(folder: Path) -> None:
    """Make it and the places in it that several processes may look for at once."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        for place in ("logs", "keys"):
            (folder / place).mkdir(mode=0o700, exist_ok=True)
        with TemporaryFile(dir=folder):  # without a name, for others try the same at this moment
            pass
    except OSError as fault:
        raise FolderNotWritable(folder=folder, reason=fault.strerror) from fault
    if (free := free_mb(folder)) < NEEDED_MB:
        raise DiskFull(folder=folder, free_mb=free, needed_mb=NEEDED_MB)
