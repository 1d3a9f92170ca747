"""The doors of this process: looked at before anything is started behind them."""

import socket

from launch.errors import PortInUse
from launch.settings import Settings


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
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
