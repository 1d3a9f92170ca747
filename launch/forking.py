"""Programs that another process forks for this one: asked for, watched, told to stop."""

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from select import select
from threading import Lock
from typing import BinaryIO
from weakref import finalize

from launch.children import LOOK_SECONDS, Child, Program
from launch.settings import surroundings
from launch.wheels import last_line

LONGEST_NUMBER = 16
ONE_ARENA = {"MALLOC_ARENA_MAX": "1"}
"""One thread at a time runs Python anyhow, and each of nine would keep a heap of its own."""


class Template(Child):
    """The process that the others are forked from. Killed, it is started again as any child is, and
    finds what was asked of it meanwhile: the socket stays here."""

    def __init__(self, folder: Path, rulebooks: Path) -> None:
        self._asks, self._its_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        super().__init__(
            Program(
                name="template",
                command=(sys.executable, "-m", "launch.template", str(rulebooks)),
                folder=folder,
                log=folder / "logs" / "template.log",
                is_ready=self._is_ready,
                explain=last_line,
                environment=surroundings() | ONE_ARENA,
                stdin=self._its_end.fileno(),
            )
        )

    def fork(self, program: Program, log: BinaryIO) -> "Forked":
        """A process that does this. What it may know goes to it alone, not through the template."""
        wire, its_end = socket.socketpair()
        asked = {
            "name": program.name,
            "command": program.command,
            "folder": str(program.folder),
            "environment": program.environment,
        }
        wire.settimeout(LOOK_SECONDS)
        wire.sendall(json.dumps(asked).encode() + b"\n")
        with its_end:
            socket.send_fds(self._asks, [b"."], [its_end.fileno(), log.fileno()])
        while self.is_alive():
            with suppress(TimeoutError):
                return Forked(program.name, wire)
        wire.close()
        raise ProcessLookupError(f"there is nothing that {program.name} could be forked from")

    def close(self) -> None:
        super().close()
        self._asks.close()
        self._its_end.close()

    def _is_ready(self, _: int) -> bool:
        with suppress(BlockingIOError):
            return bool(self._asks.recv(LONGEST_NUMBER, socket.MSG_DONTWAIT))
        return False


class Forked:
    """Held by a descriptor: its number may be somebody else's once it has ended."""

    def __init__(self, name: str, wire: socket.socket) -> None:
        try:
            said, held, *_ = socket.recv_fds(wire, LONGEST_NUMBER, 1)
        except ConnectionResetError:
            said, held = b"", []
        wire.setblocking(True)
        self.name = name
        self.pid = int(said or 0)
        self._wire = wire.detach()
        self._process = held[0] if held else os.dup(self._wire)  # it ended before it said a word
        self._code: int | None = None
        self._reading = Lock()
        finalize(self, _close, self._wire, self._process)

    def poll(self) -> int | None:
        with suppress(subprocess.TimeoutExpired):
            return self.wait(0)
        return None

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code. Who did not tell one was ended by a signal."""
        ended, *_ = select([self._process], [], [], timeout)
        if not ended:
            raise subprocess.TimeoutExpired(self.name, timeout or 0)
        with self._reading:
            if self._code is None:
                self._code = _code(self._wire)
        return self._code

    def send_signal(self, how: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._process, how)


def _code(wire: int) -> int:
    with suppress(ConnectionResetError):
        if said := os.read(wire, 1):
            return said[0]
    return -signal.SIGKILL


def _close(*descriptors: int) -> None:
    for each in descriptors:
        os.close(each)
