"""A process that has done what every service does before it is connected to anything, and then
waits: services are forked from it, and share with each other what they do not change.

It keeps no thread, no event loop and no connection, for none of them lives through a fork; and it
is told no secret, so that no service finds in its memory what another one was told.
"""

import gc
import json
import os
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NoReturn

from launch.ending import leave, run
from launch.tether import dies_with

READY = b"ready"


def main() -> None:
    """Forks a process whenever it is sent a wire to it, and a file for what it says."""
    gc.disable()
    from launch import forked  # noqa: PLC0415 (importing is the most of it)

    forked.rehearse(Path(sys.argv[1]))
    _call_myself("template")
    gc.freeze()  # a look for garbage among all this would write to it, and each have its own copy
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever asked for a process watches it
    me = os.getpid()
    asked = socket.socket(fileno=sys.stdin.fileno())
    asked.send(READY)
    while True:
        _, handed, *_ = socket.recv_fds(asked, 1, 2)
        if not handed:  # whoever asked is gone
            leave(0)
        wire, log = handed
        if not os.fork():
            asked.detach()
            _become(wire, log, me, forked.do)
        os.close(wire)
        os.close(log)


def _become(wire_end: int, log: int, parent: int, do: Callable[[Sequence[str]], None]) -> NoReturn:
    """What is to be run is read here, by the one that runs it."""
    for said in (sys.stdout, sys.stderr):
        os.dup2(log, said.fileno())
    os.close(log)
    with Path(os.devnull).open() as nothing:
        os.dup2(nothing.fileno(), sys.stdin.fileno())
    if not dies_with(parent, signal.SIGTERM):
        leave(0)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    wire = socket.socket(fileno=wire_end)
    with wire.makefile("rb") as words:
        asked = json.loads(words.readline())
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    _call_myself(asked["name"])
    me = os.getpid()
    socket.send_fds(wire, [str(me).encode()], [os.pidfd_open(me)])
    gc.enable()
    code = run(partial(do, asked["command"]))
    wire.send(bytes([code]))
    leave(code)


def _call_myself(name: str) -> None:
    """As `ps` shows it: the command line is the same for all."""
    Path("/proc/self/comm").write_text(name)


if __name__ == "__main__":
    main()
