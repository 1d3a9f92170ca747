"""A port in use is named before anything starts, with the option that chooses another."""

import socket

import pytest

from launch.errors import PortInUse
from launch.ports import free_port, is_free, require_free
from launch.settings import Settings


def test_a_port_in_use_is_named_with_its_option() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(PortInUse, match=rf"Port {port} .* --grpc-port"):
            require_free(Settings(http_port=free_port(), grpc_port=port))


def test_the_doors_of_every_process_are_looked_at() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(PortInUse, match=f"Port {port} "):
            require_free(Settings(http_port=port - 1, grpc_port=free_port()), pairs=2)


def test_a_port_is_free_again_right_after_its_server_left() -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", port)) as server:
        client = socket.create_connection(("127.0.0.1", port))
        served, _ = server.accept()
        served.close()  # the server's side closes first, and the port lingers in TIME_WAIT
        client.close()

    assert is_free("127.0.0.1", port)
