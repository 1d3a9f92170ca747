"""Protobuf messages as no library of ours would write them, drawn from their descriptors."""

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from hypothesis import strategies as st

from tests.badinput.drawing import ill_texts
from tests.badinput.illness import NOT_UTF8

VARINT, FIXED64, DELIMITED, FIXED32 = 0, 1, 2, 5
DEEPEST = 3
MOST_FIELDS = 6
MANY = 3000
LARGEST_NUMBER = 2**29 - 1

TWISTS = 3

Draw = Callable[[st.SearchStrategy[Any]], Any]

NUMBERS = st.one_of(
    st.sampled_from([0, 1, 2, 99, 2**31 - 1, 2**31, 2**32, 2**63 - 1, 2**63, 2**64 - 1]),
    st.integers(0, 2**64 - 1),
)
BYTES = st.one_of(
    st.just(NOT_UTF8),
    ill_texts.map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary(max_size=40),
)


def varint(number: int) -> bytes:
    written = bytearray()
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*written, number])


def messages_like(kind: Descriptor, good: bytes) -> st.SearchStrategy[bytes]:
    """Bytes alone, fields in disorder, or a good message in which some fields are said again:
    protobuf reads messages that follow each other as one, and the last word counts."""
    ill = message(kind)
    return st.one_of(
        ill.map(lambda raw: good + raw),
        ill.map(lambda raw: good + raw),
        ill,
        st.binary(max_size=200),
        st.tuples(st.just(good), st.integers(0, len(good))).map(lambda cut: cut[0][: cut[1]]),
        _flipped(good),
    )


@st.composite
def message(draw: Draw, kind: Descriptor, depth: int = 0) -> bytes:
    known = list(kind.fields)
    if not known:
        return bytes(draw(st.binary(max_size=8)))
    chosen = draw(st.lists(st.sampled_from(known), max_size=MOST_FIELDS))
    written = b"".join(_field(draw, each, depth) for each in chosen)
    if draw(st.integers(0, 9)) == 0:
        written += _stranger(draw)
    return written


def _field(draw: Draw, field: FieldDescriptor, depth: int) -> bytes:
    if draw(st.integers(0, 15)) == 0:
        return _misread(draw, field.number)
    tag, written = _value(draw, field, depth)
    times = draw(st.sampled_from([1, 1, 1, 1, 1, 1, 2, MANY])) if len(written) < 100 else 1
    return (varint(field.number << 3 | tag) + written) * times


def _value(draw: Draw, field: FieldDescriptor, depth: int) -> tuple[int, bytes]:
    if field.message_type:
        below = draw(message(field.message_type, depth + 1)) if depth < DEEPEST else b""
        return DELIMITED, varint(len(below)) + below
    match field.type:
        case FieldDescriptor.TYPE_STRING | FieldDescriptor.TYPE_BYTES:
            said = draw(BYTES)
            return DELIMITED, varint(len(said)) + said
        case FieldDescriptor.TYPE_DOUBLE | FieldDescriptor.TYPE_FIXED64:
            return FIXED64, draw(st.binary(min_size=8, max_size=8))
        case FieldDescriptor.TYPE_FLOAT | FieldDescriptor.TYPE_FIXED32:
            return FIXED32, draw(st.binary(min_size=4, max_size=4))
        case _:
            return VARINT, varint(draw(NUMBERS))


def _misread(draw: Draw, number: int) -> bytes:
    """Another wire type than the contract's, or a length that is not true."""
    tag = draw(st.integers(0, 7))
    length = draw(st.sampled_from([0, 1, 5, 1000, 2**31, 2**63]))
    return varint(number << 3 | tag) + varint(length) + bytes(draw(st.binary(max_size=8)))


def _stranger(draw: Draw) -> bytes:
    """A field that no version of the contract knows, and number 0, which no field has."""
    number = draw(st.sampled_from([0, 19_000, LARGEST_NUMBER, 1000]))
    said = draw(st.binary(max_size=20))
    return varint(number << 3 | DELIMITED) + varint(len(said)) + bytes(said)


@st.composite
def _flipped(draw: Draw, good: bytes) -> bytes:
    raw = bytearray(good or b"\0")
    for at in draw(st.lists(st.integers(0, len(raw) - 1), min_size=1, max_size=4)):
        raw[at] = draw(st.integers(0, 255))
    return bytes(raw)


def varied(drawn: Iterator[bytes], first: int = 0, twists: int = TWISTS) -> Iterator[bytes]:
    """Each, and what luck makes of it: to draw one takes longer than to have it answered."""
    before = b""
    for number, raw in enumerate(drawn, first):
        yield raw
        luck = Random(number)  # noqa: S311 - the same each time
        for _ in range(twists):
            yield twisted(luck, raw, before)
        before = raw


def twisted(luck: Random, raw: bytes, other: bytes) -> bytes:
    at, to = sorted(luck.randrange(len(raw) + 1) for _ in range(2))
    match luck.randrange(5):
        case 0:
            return raw[:at]
        case 1:
            return raw[:at] + raw[to:]
        case 2:
            return raw[:to] + raw[at:to] * luck.randrange(1, 4) + raw[to:]
        case 3:
            return raw[:at] + other + raw[at:]
        case _:
            flipped = bytearray(raw or b"\0")
            for _ in range(luck.randrange(1, 5)):
                flipped[luck.randrange(len(flipped))] = luck.randrange(256)
            return bytes(flipped)
