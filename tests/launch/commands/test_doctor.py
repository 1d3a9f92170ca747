"""`onedoor doctor` shows what it found and fails when something is in the way."""

import socket
from pathlib import Path

from typer.testing import CliRunner

from launch.__main__ import onedoor
from launch.ports import free_port


def test_a_port_in_use_makes_it_fail(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        doors = ["--http-port", str(port), "--grpc-port", str(free_port())]
        answer = CliRunner().invoke(onedoor, ["doctor", "--data", str(tmp_path), *doors])

    assert answer.exit_code == 1
    assert f"{port} is in use" in answer.output
