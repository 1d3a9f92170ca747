"""Files of any name and length come back as they were; nothing leaves its folder."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.ciphers import CannotOpen
from launch.backup.files import HEADER, Stock, unpack
from tests.launch.backup.builders import pieces

NAMES = st.text("abc中文 .-", min_size=1, max_size=8).filter(lambda name: name.strip("."))


async def in_pieces(content: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def packed(stock: Stock, *names: str) -> bytes:
    return b"".join([piece async for piece in stock.packed(*names)])


def held(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.lists(NAMES, min_size=1, max_size=2).map(tuple), st.binary()), st.data())
def test_what_is_packed_is_unpacked(
    files: dict[tuple[str, ...], bytes], data: st.DataObject
) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        here, there = Path(one), Path(other)
        for place, content in files.items():
            file = here.joinpath(*place)
            if not any(p.is_file() for p in file.parents) and not file.is_dir():
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
        stock = Stock(here)
        stream = asyncio.run(packed(stock))
        size = data.draw(st.integers(1, 50))

        count = asyncio.run(unpack(in_pieces(stream, size), there))

        assert held(there) == held(here)
        assert count == stock.count == len(held(here))


async def test_only_what_is_named_is_packed(tmp_path: Path) -> None:
    for place in ("keys/master.key", "logs/onedoor.log", "people.json"):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_text(place)

    await unpack(
        pieces(await packed(Stock(tmp_path), "keys/master.key", "people.json", "gone")),
        tmp_path / "out",
    )

    assert set(held(tmp_path / "out")) == {"people.json", "keys/master.key"}
    assert {f.stat().st_mode & 0o777 for f in (tmp_path / "out").rglob("*") if f.is_file()} == {
        0o600
    }


async def test_what_the_store_has_not_finished_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "whole").write_text("x")
    (tmp_path / "half#1").write_text("x")
    stock = Stock(tmp_path)

    await packed(stock)

    assert stock.count == 1


async def test_a_file_that_goes_away_meanwhile_holds_nobody_up(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_text(name)
    stock = Stock(tmp_path)

    async for _ in stock.packed("a", "b"):
        (tmp_path / "b").unlink(missing_ok=True)

    assert stock.count == 1


@pytest.mark.parametrize("place", ["/etc/passwd", "../up", "a/../../up"])
async def test_a_file_never_leaves_its_folder(tmp_path: Path, place: str) -> None:
    stream = HEADER.pack(len(place), 1) + place.encode() + b"x"

    with pytest.raises(CannotOpen):
        await unpack(pieces(stream), tmp_path / "out")
    assert not list(tmp_path.rglob("*"))


async def test_a_stream_cut_off_in_the_middle_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"12345")
    stream = await packed(Stock(tmp_path))

    for left in range(1, len(stream)):
        with pytest.raises(CannotOpen):
            await unpack(pieces(stream[:left]), tmp_path / f"out{left}")
