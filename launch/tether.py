"""Become another program that dies with its parent: `python -IS tether.py PARENT SIGNAL PROGRAM …`.

Run by path, in an interpreter of its own, because code between fork and exec is not safe in a
process with threads.
"""

import os
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, signal, *command = sys.argv[1:]
    if dies_with(int(parent), int(signal)):
        os.execv(command[0], command)  # noqa: S606 - becoming that program is its purpose


def dies_with(parent: int, signal: int) -> bool:
    """From now on, unless the parent is gone already."""
    if sys.platform != "linux":
        return True
    import ctypes  # noqa: PLC0415 (elsewhere the C library has no prctl)

    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal)
    return os.getppid() == parent


if __name__ == "__main__":
    main()
