"""The doors of this process: looked at before anything is started behind them."""

import socket
from pathlib import Path
from secrets import choice

from launch.errors import PortInUse
from launch.settings import Settings

HERE = "127.0.0.1"
FIRST, LAST = 10_240, 65_535
FEWEST = 1_000
LENT = Path("/proc/sys/net/ipv4/ip_local_port_range")


def require_free(settings: Settings, *, pairs: int = 1) -> None:
    """Each further pair of doors lies one number higher."""
    for n in range(pairs):
        chosen = {"--http-port": settings.http_port + n, "--grpc-port": settings.grpc_port + n}
        for option, port in chosen.items():
            if not is_free(settings.host, port):
                raise PortInUse(port=port, option=option)


def is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the servers will
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    return free_ports(1)


def free_ports(count: int) -> int:
    """The first of so many in a row.

    None of those that the system lends to whoever connects: between our look and our listening a
    connection would take it, and a client that knocks before the server is up would meet itself.
    """
    ours = _never_lent()
    while True:
        first = choice(ours[: len(ours) - count + 1])
        if all(is_free(HERE, first + n) for n in range(count)):
            return first


def _never_lent() -> range:
    """Where the system lends nearly all of them, any must do."""
    try:
        lowest, highest = map(int, LENT.read_text().split())
    except OSError:  # not a Linux: what the standard names
        lowest, highest = 49_152, LAST
    ours = max(range(FIRST, lowest), range(highest + 1, LAST + 1), key=len)
    return ours if len(ours) >= FEWEST else range(FIRST, LAST + 1)
