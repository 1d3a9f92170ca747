"""The petitioner's key: hard to guess, easy to copy, never kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain import query_code

codes = st.binary(min_size=10, max_size=10)


@given(codes)
def test_a_code_spells_out_eighty_random_bits(random: bytes) -> None:
    code = query_code.spelled(random)

    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
    assert code == query_code.spelled(random + b"more")


@given(codes, codes)
def test_two_codes_are_alike_only_if_their_bits_are(first: bytes, second: bytes) -> None:
    alike = query_code.spelled(first) == query_code.spelled(second)

    assert alike is (first == second)


def test_fewer_bits_are_no_code() -> None:
    with pytest.raises(ValueError, match="10 random bytes"):
        query_code.spelled(b"too short")


@given(codes)
def test_what_was_copied_from_paper_is_read_as_it_was_meant(random: bytes) -> None:
    code = query_code.spelled(random)
    copied = code.lower().replace("-", " ").replace("o", "0").replace("i", "1")

    assert query_code.hashed("420881", copied) == query_code.hashed("420881", code)


def test_the_same_code_elsewhere_has_another_hash() -> None:
    assert query_code.hashed("420881", "ABCD") != query_code.hashed("420882", "ABCD")
