"""The doors of this process: looked at before anything is started behind them."""

import socket
from collections.abc import Mapping

from launch.errors import PortInUse


def require_free(host: str, ports: Mapping[str, int]) -> None:
    """`ports` by the option that chooses them."""
    for option, port in ports.items():
        if not is_free(host, port):
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
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
