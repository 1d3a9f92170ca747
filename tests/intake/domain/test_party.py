"""Parties: only what is needed is kept, each under a key of its own."""

import pytest

from chassis import masking
from services.intake.domain.errors import (
    CodeUnknown,
    MaskedValue,
    PartyUnreadable,
    RespondentUnknown,
)
from services.intake.domain.party import PartyKind, PartyRecord, PartyText, Role
from tests.builders import an_id


def test_a_party_is_a_petitioning_person_unless_told_otherwise() -> None:
    party = PartyText.read({"name": "王小明"})

    assert (party.kind, party.role) == (PartyKind.PERSON, Role.PETITIONER)


def test_fields_that_are_not_needed_are_not_kept() -> None:
    with pytest.raises(PartyUnreadable) as refusal:
        PartyText.read({"name": "王小明", "缠访": "是"})

    assert "缠访" not in str(refusal.value.params)
    assert PartyText.read({"name": "王小明", "phone": " "}).fields == {"name": "王小明"}


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        ("name", masking.mask_name("王小明")),
        ("name", "王＊明"),
        ("phone", masking.mask_phone("13800001234")),
        ("id_number", masking.mask_id_number("420881199001011234")),
        ("address", masking.mask_address("钟祥市胡集镇关山村3组")),
        ("email", masking.mask_email("wang@example.com")),
    ],
)
def test_what_was_shown_masked_is_not_taken_back(field: str, shown: str) -> None:
    """Whatever door it comes by: written down it would replace the real value."""
    with pytest.raises(MaskedValue) as refusal:
        PartyText.read({field: shown})

    assert refusal.value.say("zh-CN").startswith(f"字段 {field} ")
    assert shown not in refusal.value.say("en")


def test_a_role_that_does_not_exist_is_refused() -> None:
    with pytest.raises(CodeUnknown):
        PartyText.read({"role": "troublemaker"})


def test_only_a_respondent_is_an_organ() -> None:
    assert PartyText.read({"role": "respondent", "organ": "housing"}).organ == "housing"
    with pytest.raises(RespondentUnknown):
        PartyText.read({"name": "王小明", "organ": "housing"})


def test_every_field_is_sealed_under_the_partys_own_key() -> None:
    party_id, matter_id = an_id(), an_id()

    record = PartyRecord.of(party_id, matter_id, PartyText.read({"name": "王小明"}))

    assert record.fields["name"].key == party_id
    assert "王小明" not in repr(record)


@pytest.mark.parametrize(
    ("number", "doubtful"),
    [
        ("11010519491231002X", False),
        ("11010519491231002x", False),
        ("110105194912310021", True),
        ("1101051949123100", True),
        ("", False),
    ],
)
def test_the_check_digit_of_an_identity_number_is_looked_at(number: str, doubtful: bool) -> None:
    assert PartyText.read({"id_number": number}).has_doubtful_id is doubtful


def test_a_passport_has_no_check_digit_of_ours() -> None:
    told = {"id_kind": "passport", "id_number": "E12345678"}

    assert not PartyText.read(told).has_doubtful_id
