"""What a way does to those who use it, seen from both ends."""

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread

import pytest

from launch.ports import free_port
from tests.faults.ways import HERE, Way, ways


def echo(server: socket.socket) -> None:
    while True:
        try:
            end, _ = server.accept()
        except OSError:
            return
        Thread(target=_repeat, args=(end,), daemon=True).start()


def _repeat(end: socket.socket) -> None:
    with end, suppress(OSError):
        while said := end.recv(1024):
            end.sendall(said)


@pytest.fixture
def way() -> Iterator[Way]:
    with socket.create_server((HERE, 0)) as server:
        Thread(target=echo, args=(server,), daemon=True).start()
        with ways({"echo": server.getsockname()[1]}, {"echo": free_port()}) as opened:
            yield opened["echo"]
        server.shutdown(socket.SHUT_RDWR)


def caller(way: Way) -> socket.socket:
    return socket.create_connection((HERE, way.port), timeout=2)


def ask(end: socket.socket, said: bytes) -> bytes:
    end.sendall(said)
    return end.recv(1024)


def test_what_is_said_comes_back(way: Way) -> None:
    with caller(way) as end:
        assert ask(end, b"one") == b"one"


def test_whoever_knocks_is_refused_and_whoever_was_inside_is_thrown_out(way: Way) -> None:
    with caller(way) as end:
        ask(end, b"one")
        with way.refusing():
            with pytest.raises(ConnectionError):
                ask(end, b"two")
            with pytest.raises(ConnectionRefusedError):
                caller(way)
    with caller(way) as end:
        assert ask(end, b"three") == b"three"


def test_a_slow_way_takes_its_time_in_both_directions(way: Way) -> None:
    with caller(way) as end, way.slow(0.1):
        began = time.monotonic()
        ask(end, b"one")

        assert time.monotonic() - began >= 0.2


def test_what_was_said_into_the_silence_arrives_after_it(way: Way) -> None:
    with caller(way) as end:
        with way.silent():
            end.sendall(b"one")
            end.settimeout(0.2)
            with pytest.raises(TimeoutError):
                end.recv(1024)
        end.settimeout(2)

        assert end.recv(1024) == b"one"


def test_only_those_meant_are_not_heard_and_what_they_said_is_lost(way: Way) -> None:
    with caller(way) as mine, caller(way) as other:
        ask(mine, b"I am mine")
        ask(other, b"I am other")
        with way.deaf(to="mine"):
            assert ask(other, b"still here") == b"still here"
            mine.sendall(b"lost")
            mine.settimeout(0.2)
            with pytest.raises(TimeoutError):
                mine.recv(1024)
        with pytest.raises(ConnectionError):
            assert ask(mine, b"again") != b""
