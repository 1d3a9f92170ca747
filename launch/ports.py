"""The doors of this process: looked at before anything is started behind them."""

import socket
from contextlib import ExitStack, suppress
from pathlib import Path
from secrets import choice

from launch.errors import PortInUse
from launch.settings import Settings

HERE = "127.0.0.1"
FIRST, LAST = 10_240, 65_535
FEWEST = 1_000
LENT = Path("/proc/sys/net/ipv4/ip_local_port_range")


def require_free(settings: Settings, *, pairs: int = 1) -> None:
    """Each further pair of doors lies one number higher. From now on they are kept free: an engine
    that is started before the services must not choose one of them."""
    for n in range(pairs):
        chosen = {"--http-port": settings.http_port + n, "--grpc-port": settings.grpc_port + n}
        for option, port in chosen.items():
            try:
                _keep(_bound(settings.host, port, beside_others=True))
            except OSError as fault:
                raise PortInUse(port=port, option=option) from fault


def is_free(host: str, port: int) -> bool:
    """A server may listen there, also where somebody keeps it free."""
    try:
        _bound(host, port, beside_others=True).close()
    except OSError:
        return False
    return True


def free_port() -> int:
    return free_ports(1)


def free_ports(count: int) -> int:
    """The first of so many in a row.

    None of those that the system lends to whoever connects: between our look and our listening a
    connection would take it, and a client that knocks before the server is up would meet itself.
    And none that another of us has chosen: they are kept free as long as this process lives.
    """
    ours = _never_lent()
    while True:
        first = choice(ours[: len(ours) - count + 1])
        with suppress(OSError), ExitStack() as tried:
            chosen = [
                tried.enter_context(_bound(HERE, first + n, beside_others=False))
                for n in range(count)
            ]
            for port in chosen:
                _keep(port)
            return first


def _bound(host: str, port: int, *, beside_others: bool) -> socket.socket:
    """Where nobody listens. `beside_others` as the servers will, who leave it to whoever is first;
    without it not even where somebody keeps it free."""
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, beside_others)
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound


def _keep(bound: socket.socket) -> None:
    """Until this process ends. What is bound and does not listen keeps out whoever chooses, and on
    Linux no server; elsewhere it is let go, and only was looked at."""
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    host, port, *_ = bound.getsockname()
    if is_free(host, port):
        bound.detach()
    else:
        bound.close()


def _never_lent() -> range:
    """Where the system lends nearly all of them, any must do."""
    try:
        lowest, highest = map(int, LENT.read_text().split())
    except OSError:  # not a Linux: what the standard names
        lowest, highest = 49_152, LAST
    ours = max(range(FIRST, lowest), range(highest + 1, LAST + 1), key=len)
    return ours if len(ours) >= FEWEST else range(FIRST, LAST + 1)
