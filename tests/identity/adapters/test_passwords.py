"""Argon2id: slow enough, the same for nobody as for somebody."""

import re

import pytest
from argon2.exceptions import VerifyMismatchError

from services.identity.adapters.passwords import Argon2Passwords


async def test_a_password_fits_its_own_hash_only() -> None:
    passwords = Argon2Passwords()
    hashed = await passwords.hash("推开这一扇门 2026")

    assert re.match(r"\$argon2id\$v=19\$m=19456,t=2,p=1\$", hashed)
    assert await passwords.verify(hashed, "推开这一扇门 2026")
    assert not await passwords.verify(hashed, "推开这一扇门 2027")


async def test_nobody_s_password_never_fits_and_costs_the_same_effort() -> None:
    passwords = Argon2Passwords()
    hashed = await passwords.hash("推开这一扇门 2026")

    assert (
        passwords.nobody.rpartition("$")[0].rpartition("$")[0]
        == (hashed.rpartition("$")[0].rpartition("$")[0])
    )
    assert not await passwords.verify(None, "推开这一扇门 2026")
    with pytest.raises(VerifyMismatchError):  # worked out and compared, not seen through at once
        passwords.hasher.verify(passwords.nobody, "推开这一扇门 2026")


async def test_a_damaged_hash_fits_nothing() -> None:
    assert not await Argon2Passwords().verify("damaged", "推开这一扇门 2026")
