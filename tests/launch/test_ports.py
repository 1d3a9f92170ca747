"""A port in use is named before anything starts, with the option that chooses another."""

import socket
import subprocess
import sys
from pathlib import Path
from secrets import choice

import pytest

from launch import ports
from launch.errors import PortInUse
from launch.ports import free_port, free_ports, is_free, require_free
from launch.settings import Settings


def test_a_port_in_use_is_named_with_its_option() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(PortInUse, match=rf"Port {port} .* --grpc-port"):
            require_free(Settings(http_port=free_port(), grpc_port=port))


def test_the_doors_of_every_process_are_looked_at() -> None:
    first = free_ports(2)
    told = pytest.raises(PortInUse, match=f"Port {first + 1} ")
    with socket.create_server(("127.0.0.1", first + 1)), told:
        require_free(Settings(http_port=first, grpc_port=free_ports(2)), pairs=2)


def test_a_port_is_free_again_right_after_its_server_left() -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", port)) as server:
        client = socket.create_connection(("127.0.0.1", port))
        served, _ = server.accept()
        served.close()  # the server's side closes first, and the port lingers in TIME_WAIT
        client.close()

    assert is_free("127.0.0.1", port)


def test_it_chooses_none_of_those_that_whoever_connects_may_be_lent() -> None:
    with socket.create_server(("127.0.0.1", free_port())) as server:
        clients = [socket.create_connection(server.getsockname()) for _ in range(20)]
        lent = [client.getsockname()[1] for client in clients]
        for client in clients:
            client.close()

    chosen = [free_port() for _ in range(20)]

    assert max(chosen) < min(lent) or min(chosen) > max(lent)


@pytest.mark.parametrize(
    ("lent", "among"),
    [
        ("32768\t60999", range(10_240, 32_768)),
        ("10240\t20000", range(20_001, 65_536)),
        ("1024\t65535", range(10_240, 65_536)),
    ],
)
def test_it_chooses_wherever_the_system_lends_none(
    lent: str, among: range, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "range"
    told.write_text(lent)
    monkeypatch.setattr(ports, "LENT", told)

    assert all(free_port() in among for _ in range(50))


def offering(monkeypatch: pytest.MonkeyPatch, *first: int) -> None:
    """Luck has it that these come first, one after the other."""
    offered = list(first)
    monkeypatch.setattr(ports, "choice", lambda ours: offered.pop(0) if offered else choice(ours))


def test_nobody_chooses_what_another_has_chosen_and_not_opened_yet(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = free_ports(10)
    offering(monkeypatch, first - 9, first, first + 9)

    assert abs(free_ports(10) - first) >= 10
    with socket.create_server(("127.0.0.1", first + 9)):
        assert not is_free("127.0.0.1", first + 9)
    assert is_free("127.0.0.1", first + 9)


def test_another_program_chooses_none_of_them_either() -> None:
    port = free_port()
    chooses = (
        "from launch import ports\n"
        f"offered, any_ = [{port}], ports.choice\n"
        "ports.choice = lambda ours: offered.pop() if offered else any_(ours)\n"
        "print(ports.free_port(), offered)"
    )

    told = subprocess.run(
        [sys.executable, "-c", chooses], check=True, capture_output=True, text=True
    )

    chosen, offered = told.stdout.split()
    assert offered == "[]"
    assert chosen != str(port)


def test_no_engine_chooses_a_door_that_is_to_be_opened_behind_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        door = server.getsockname()[1]
    other = free_port()
    require_free(Settings(http_port=door, grpc_port=other))
    offering(monkeypatch, door, other)

    assert free_port() not in {door, other}
    socket.create_server(("127.0.0.1", door)).close()


def test_where_what_is_kept_would_keep_servers_out_it_is_only_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ports, "is_free", lambda *_: False)
    port = free_port()

    with socket.socket() as server:
        server.bind(("127.0.0.1", port))


def test_some_in_a_row_are_all_free() -> None:
    first = free_ports(10)

    assert all(is_free("127.0.0.1", first + n) for n in range(10))
