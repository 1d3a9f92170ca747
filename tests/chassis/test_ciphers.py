"""Both ciphers give back what they took, in its place only, and notice a changed bit."""

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from chassis.ciphers import SUITE_OF_NAME, Algorithm, CannotOpen, DataKey, Sm4Gcm

ALGORITHMS: list[Algorithm] = ["AES-256-GCM", "SM4-GCM"]


def a_key(algorithm: Algorithm) -> DataKey:
    suite = SUITE_OF_NAME[algorithm]
    return DataKey(suite, bytes(range(suite.key_bytes)))


@given(algorithm=st.sampled_from(ALGORITHMS), data=st.binary(), place=st.binary())
def test_what_was_closed_is_disclosed_in_its_place_only(
    algorithm: Algorithm, data: bytes, place: bytes
) -> None:
    key = a_key(algorithm)
    closed = key.close(data, place)

    assert key.disclose(closed, place) == data
    with pytest.raises(CannotOpen):
        key.disclose(closed, place + b"!")


@given(algorithm=st.sampled_from(ALGORITHMS), position=st.integers(0, 40), bit=st.integers(0, 7))
def test_one_changed_bit_is_noticed(algorithm: Algorithm, position: int, bit: int) -> None:
    key = a_key(algorithm)
    closed = bytearray(key.close(b"a text of 12", b"here"))
    closed[position % len(closed)] ^= 1 << bit

    with pytest.raises(CannotOpen):
        key.disclose(bytes(closed), b"here")


def test_a_key_refuses_what_another_algorithm_sealed() -> None:
    closed = a_key("AES-256-GCM").close(b"text", b"here")

    with pytest.raises(CannotOpen, match="another algorithm"):
        a_key("SM4-GCM").disclose(closed, b"here")


def test_sm4_gcm_agrees_with_the_published_vector() -> None:
    """RFC 8998, appendix A.1."""
    cipher = Sm4Gcm(bytes.fromhex("0123456789ABCDEFFEDCBA9876543210"))
    nonce = bytes.fromhex("00001234567800000000ABCD")
    place = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    data = b"".join(bytes([byte]) * 8 for byte in bytes.fromhex("AABBCCDDEEFFEEAA"))

    closed = cipher.encrypt(nonce, data, place)

    assert closed[-16:] == bytes.fromhex("83DE3541E4C2B58177E065A9BF7B62EC")
    assert closed[:8] == bytes.fromhex("17F399F08C67D5EE")
    assert cipher.decrypt(nonce, closed, place) == data


def test_a_key_shows_its_algorithm_and_nothing_else() -> None:
    assert repr(a_key("SM4-GCM")) == "DataKey(SM4-GCM)"
    assert isinstance(a_key("AES-256-GCM").suite.aead(bytes(32)), AESGCM)
