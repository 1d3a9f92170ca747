"""Addresses are read for what delivers to them."""

import pytest

from chassis import masking
from services.identity.domain.contact import Contact
from services.identity.domain.errors import MaskedValue, PersonUnreadable
from tests.builders import an_id


@pytest.mark.parametrize(
    ("channel", "address"),
    [("email", " zhou@example.test "), ("phone", "13800000000"), ("webhook", "housing.duty")],
)
def test_an_address_is_kept_without_the_blanks_around_it(channel: str, address: str) -> None:
    contact = Contact.read(an_id(), channel, address)

    assert contact.address.clear == address.strip()


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        ("pigeon", "roof"),
        ("email", "zhou"),
        ("email", "a@b.test,c@d.test"),
        ("phone", "0728-4223000 转 2"),
        ("webhook", "https://evil.test/x"),
        ("email", "z" * 300 + "@example.test"),
    ],
)
def test_what_no_channel_can_deliver_to_is_refused_and_not_repeated(
    channel: str, address: str
) -> None:
    with pytest.raises(PersonUnreadable) as refusal:
        Contact.read(an_id(), channel, address)

    assert address not in str(refusal.value)


@pytest.mark.parametrize(
    ("channel", "masked"),
    [
        ("email", masking.mask_email("zhou@example.test")),
        ("phone", masking.mask_phone("13800000000")),
        ("email", "zhou＊@example.test"),
    ],
)
def test_a_masked_address_is_never_written(channel: str, masked: str) -> None:
    with pytest.raises(MaskedValue) as refusal:
        Contact.read(an_id(), channel, masked)

    assert refusal.value.params == {"part": channel}
