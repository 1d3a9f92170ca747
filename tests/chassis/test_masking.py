"""Masks hide enough, look the usual way, and are never taken for the real value."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.masking import (
    STAR,
    mask_address,
    mask_email,
    mask_id_number,
    mask_name,
    mask_phone,
)

MASKS = [mask_name, mask_phone, mask_id_number, mask_address, mask_email]


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (mask_name, "张三", "张*"),
        (mask_name, "张小三", "张*三"),
        (mask_name, "欧阳小三", "欧**三"),
        (mask_name, "张", "*"),
        (mask_name, "", "*"),
        (mask_phone, "13800000000", "138****0000"),
        (mask_phone, "0724-4260000", "****0000"),
        (mask_phone, "110", "****"),
        (mask_id_number, "420881199001011234", "420881********1234"),
        (mask_id_number, "42088119900101123X", "420881********123X"),
        (mask_id_number, "420881900101123", "420881*****1123"),
        (mask_id_number, "E12345678", "E1*****78"),
        (mask_id_number, "1234", "****"),
        (mask_address, "湖北省钟祥市郢中街道西门路12号", "湖北省钟祥市郢中街道****"),
        (mask_address, "钟祥市胡集镇关山村3组", "钟祥市胡集镇****"),
        (mask_address, "湖北省钟祥市西门路12号3栋401室", "湖北省钟祥市****"),
        (mask_address, "西门路12号景德镇瓷器店", "西门路12号****"),
        (mask_address, "西门路8号", "西门****"),
        (mask_email, "zhang@example.com", "z****@example.com"),
        (mask_email, "not an address", "****"),
    ],
)
def test_a_value_is_shown_in_the_usual_way(
    mask: Callable[[str], str], value: str, shown: str
) -> None:
    assert mask(value) == shown


@given(mask=st.sampled_from(MASKS), value=st.text())
def test_whatever_was_masked_bears_the_star_by_which_it_is_recognised(
    mask: Callable[[str], str], value: str
) -> None:
    assert STAR in mask(value)
