"""What an organ's form says, read once."""

from dataclasses import replace
from datetime import date

import pytest

from services.identity.domain.errors import OrganUnreadable
from services.identity.domain.particulars import Level, OrganForm, Particulars, read_code
from tests.identity.builders import HOUSING


def test_a_form_is_read_into_days_and_a_level() -> None:
    read = Particulars.read(
        replace(HOUSING, resident_since="2020-01-06", resident_until="2020-12-31", resident=False)
    )

    assert (read.level, read.resident_since, read.resident_until) == (
        Level.COUNTY,
        date(2020, 1, 6),
        date(2020, 12, 31),
    )


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        (replace(HOUSING, name="  "), "name"),
        (replace(HOUSING, name="住建\x00局"), "name"),
        (replace(HOUSING, name="局" * 101), "name"),
        (replace(HOUSING, kind="Some Bureau"), "kind"),
        (replace(HOUSING, level="galaxy"), "level"),
        (replace(HOUSING, parent="County Government"), "code"),
        (replace(HOUSING, resident_since="2020年1月"), "day"),
        (replace(HOUSING, resident_since="2021-01-01", resident_until="2020-01-01"), "ends before"),
        (replace(HOUSING, resident=False, resident_since="2021-01-01"), "never left"),
    ],
)
def test_what_is_wrong_with_a_form_is_said(form: OrganForm, reason: str) -> None:
    with pytest.raises(OrganUnreadable, match=reason):
        Particulars.read(form)


@pytest.mark.parametrize("code", ["housing", "420881105", "mediation-centre", "a_b"])
def test_bureaus_and_division_codes_are_codes(code: str) -> None:
    assert read_code(f" {code} ") == code


@pytest.mark.parametrize("code", ["", "住建局", "Housing", "a/b", "a.b", "-a", "a" * 64])
def test_other_texts_are_no_codes(code: str) -> None:
    with pytest.raises(OrganUnreadable):
        read_code(code)
