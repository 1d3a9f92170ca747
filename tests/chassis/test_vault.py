"""The vault: what is sealed opens in its place with its key, and nowhere else."""

from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from sqlalchemy import MetaData

from chassis.ciphers import Algorithm, CannotOpen
from chassis.kernel import Personal
from chassis.vault import (
    BadMasterKey,
    Digest,
    Field,
    KeyDestroyed,
    MasterKey,
    Sealer,
    Vault,
    keys_table,
    normalised,
    open_or_make,
)

HERE, THERE = "420881", "431124"
ZHANG, LI, MATTER = UUID(int=1), UUID(int=2), UUID(int=9)
MASTER = MasterKey(bytes(range(32)))
ALGORITHMS: list[Algorithm] = ["AES-256-GCM", "SM4-GCM"]
DIGESTS: list[Digest] = ["SHA-256", "SM3"]

algorithms = st.sampled_from(ALGORITHMS)
texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(algorithm=algorithms, text=texts, subject=st.uuids())
def test_what_was_sealed_opens_with_the_unwrapped_key(
    algorithm: Algorithm, text: str, subject: UUID
) -> None:
    vault = Vault(MASTER, algorithm)
    key = vault.new_key()
    wrapped = vault.wrap(HERE, subject, key)
    sealed = vault.seal(HERE, subject, key, text)

    later = Vault(MASTER, algorithm)
    assert later.open(HERE, subject, later.unwrap(HERE, subject, wrapped), sealed) == text


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize(("jurisdiction", "subject"), [(THERE, ZHANG), (HERE, LI)])
def test_neither_text_nor_key_opens_in_another_place(
    algorithm: Algorithm, jurisdiction: str, subject: UUID
) -> None:
    vault = Vault(MASTER, algorithm)
    key = vault.new_key()
    wrapped = vault.wrap(HERE, ZHANG, key)
    sealed = vault.seal(HERE, ZHANG, key, "张小三住西门路")

    with pytest.raises(CannotOpen):
        vault.unwrap(jurisdiction, subject, wrapped)
    with pytest.raises(CannotOpen):
        vault.open(jurisdiction, subject, key, sealed)


@pytest.mark.parametrize("sealed", ["", "AQ==", "Ag==", "not base64!", "AQIDBAUG"])
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_what_no_vault_sealed_is_refused_plainly(algorithm: Algorithm, sealed: str) -> None:
    vault = Vault(MASTER, algorithm)

    with pytest.raises(CannotOpen):
        vault.open(HERE, ZHANG, vault.new_key(), sealed)


def test_a_key_wrapped_with_an_unknown_algorithm_is_refused() -> None:
    for wrapped in (b"", b"\x09" + bytes(40)):
        with pytest.raises(CannotOpen):
            Vault(MASTER).unwrap(HERE, ZHANG, wrapped)


def test_the_same_text_is_never_sealed_to_the_same_bytes() -> None:
    vault = Vault(MASTER)
    key = vault.new_key()

    assert len({vault.seal(HERE, ZHANG, key, "欠薪") for _ in range(50)}) == 50


def test_a_vault_that_changed_its_algorithm_still_opens_what_it_sealed_before() -> None:
    before = Vault(MASTER, "AES-256-GCM")
    key = before.new_key()
    wrapped, sealed = before.wrap(HERE, ZHANG, key), before.seal(HERE, ZHANG, key, "欠薪")

    now = Vault(MASTER, "SM4-GCM")
    assert now.open(HERE, ZHANG, now.unwrap(HERE, ZHANG, wrapped), sealed) == "欠薪"


def test_another_master_key_opens_nothing() -> None:
    vault = Vault(MASTER)
    wrapped = vault.wrap(HERE, ZHANG, vault.new_key())

    with pytest.raises(CannotOpen):
        Vault(MasterKey(bytes(32))).unwrap(HERE, ZHANG, wrapped)


def test_a_failure_to_open_and_every_repr_are_silent_about_text_and_key() -> None:
    vault = Vault(MASTER)
    key = vault.new_key()
    sealed = vault.seal(HERE, ZHANG, key, "张小三")
    sealer = Sealer(vault, HERE, MATTER, {})
    sealer.seal(Personal(ZHANG, "张小三"))

    with pytest.raises(CannotOpen) as caught:
        vault.open(HERE, LI, key, sealed)

    shown = " ".join(
        map(repr, [caught.value, vault, key, MASTER, sealer, Personal(ZHANG, "张小三")])
    )
    assert "张" not in shown
    assert sealed not in shown
    assert repr(key.secret) not in shown
    assert repr(MASTER.secret) not in shown
    assert caught.value.__cause__ is None


def test_the_first_text_of_a_subject_makes_its_key_and_the_others_use_it() -> None:
    vault = Vault(MASTER)
    sealer = Sealer(vault, HERE, MATTER, {})

    name, phone = Personal(ZHANG, "张小三"), Personal(ZHANG, "13800000000")
    sealed = [sealer.seal(name), sealer.seal(phone), sealer.seal(Personal(LI, "李四"))]

    assert set(sealer.created) == {ZHANG, LI}
    later = Sealer(vault, HERE, MATTER, dict(sealer.created))
    assert later.open(Personal(ZHANG, sealed=sealed[0])) == "张小三"
    assert later.open(Personal(ZHANG, sealed=sealed[1])) == "13800000000"
    later.seal(Personal(ZHANG, "西门路"))
    assert later.created == {}


def test_a_key_is_handed_over_once_and_still_seals_what_comes_later() -> None:
    sealer = Sealer(Vault(MASTER), HERE, MATTER, {})
    name = Personal(ZHANG, sealed=sealer.seal(Personal(ZHANG, "张小三")))

    assert set(sealer.take_created()) == {ZHANG}
    sealer.seal(Personal(ZHANG, "13800000000"))

    assert sealer.take_created() == {}
    assert sealer.open(name) == "张小三"


def test_a_destroyed_key_opens_to_nothing_and_takes_nothing_more() -> None:
    vault = Vault(MASTER)
    sealed = Sealer(vault, HERE, MATTER, {}).seal(Personal(ZHANG, "张小三"))
    sealer = Sealer(vault, HERE, MATTER, {ZHANG: None})

    assert sealer.open(Personal(ZHANG, sealed=sealed)) is None
    with pytest.raises(KeyDestroyed):
        sealer.seal(Personal(ZHANG, "张小三"))
    assert sealer.created == {}


def test_a_key_that_was_never_loaded_is_a_fault_and_not_an_erasure() -> None:
    vault = Vault(MASTER)
    sealed = Sealer(vault, HERE, MATTER, {}).seal(Personal(ZHANG, "张小三"))

    with pytest.raises(CannotOpen):
        Sealer(vault, HERE, MATTER, {}).open(Personal(ZHANG, sealed=sealed))


def test_state_written_with_the_sealer_is_sealed_once_and_reads_back() -> None:
    state = TypeAdapter(list[Personal])
    sealer = Sealer(Vault(MASTER), HERE, MATTER, {})
    text = Personal(MATTER, "张小三的诉求")

    first = state.dump_json([text], context={"seal": sealer.seal})
    again = state.dump_json([text], context={"seal": sealer.seal})

    assert first == again
    (kept,) = state.validate_json(first)
    assert kept.clear is None
    later = Sealer(Vault(MASTER), HERE, MATTER, dict(sealer.created))
    assert later.open(kept) == "张小三的诉求"


@pytest.mark.parametrize("digest", DIGESTS)
def test_equal_values_meet_in_the_index_however_they_are_written(digest: Digest) -> None:
    vault = Vault(MASTER, digest=digest)
    for kind, *spellings in [
        (
            Field.PHONE,
            "13800000000",
            "138-0000 0000",
            "+86 138 0000 0000",
            "１３８００００００００",
        ),
        (Field.ID_NUMBER, "42088119900101123X", "420881 19900101 123x"),
        (Field.NAME, "买买提·阿不都", "买买提•阿不都", "买买提 阿不都", "买买提阿不都"),
        (Field.EMAIL, "Zhang@Example.com", " zhang@example.com "),
    ]:
        assert len({vault.index(HERE, Field(kind), spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize("digest", DIGESTS)
def test_an_index_tells_jurisdictions_kinds_and_values_apart(digest: Digest) -> None:
    vault = Vault(MASTER, digest=digest)

    indexes = [
        vault.index(HERE, Field.PHONE, "13800000000"),
        vault.index(THERE, Field.PHONE, "13800000000"),
        vault.index(HERE, Field.CODE, "13800000000"),
        vault.index(HERE, Field.PHONE, "13800000001"),
    ]

    assert len(set(indexes)) == 4
    assert {len(index) for index in indexes} == {32}


def test_the_two_digests_give_different_indexes() -> None:
    assert Vault(MASTER).index(HERE, Field.NAME, "张小三") != Vault(MASTER, digest="SM3").index(
        HERE, Field.NAME, "张小三"
    )


def test_a_landline_number_that_begins_like_the_country_code_keeps_its_digits() -> None:
    assert normalised(Field.PHONE, "8613-5550") == "86135550"


def test_grams_are_the_runs_of_two_and_three_characters_between_separators() -> None:
    vault = Vault(MASTER)

    assert len(vault.grams(HERE, "拖欠工资")) == 3 + 2
    assert vault.grams(HERE, "拖欠工资,拖欠工资") == vault.grams(HERE, "拖欠工资")
    assert vault.grams(HERE, "拖欠,工资") < vault.grams(HERE, "拖欠工资")
    assert vault.grams(HERE, "") == vault.grams(HERE, "路,A!") == set()


def test_a_part_of_a_text_shares_its_grams_and_another_jurisdiction_shares_none() -> None:
    vault = Vault(MASTER)
    whole = vault.grams(HERE, "西门路ＡＢＣ小区拖欠农民工工资")

    assert vault.grams(HERE, "abc小区") <= whole
    assert not vault.grams(THERE, "西门路ABC小区拖欠农民工工资") & whole


@given(text=texts)
def test_grams_fit_a_signed_bigint_and_are_stable(text: str) -> None:
    grams = Vault(MASTER).grams(HERE, text)

    assert all(-(2**63) <= gram < 2**63 for gram in grams)
    assert grams == Vault(MASTER, "SM4-GCM").grams(HERE, text)


def test_the_master_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "master.key"

    made = open_or_make(path)

    assert open_or_make(path) == made
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["master.key"]


def test_a_damaged_or_public_master_key_is_refused_with_its_path(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    path.write_bytes(b"short")
    path.chmod(0o600)
    with pytest.raises(BadMasterKey, match="holds 5 bytes"):
        open_or_make(path)
    path.write_bytes(bytes(32))
    path.chmod(0o644)
    with pytest.raises(BadMasterKey, match="can be read by everyone"):
        open_or_make(path)


def test_keys_are_kept_by_jurisdiction_owner_and_subject() -> None:
    table = keys_table(MetaData(schema="intake"))

    assert [column.name for column in table.primary_key] == ["jurisdiction", "owner", "subject"]
    assert table.c.wrapped.nullable


def test_a_text_under_its_own_key_opens_with_that_key_and_never_again_without_it() -> None:
    vault = Vault(MASTER)
    key = vault.new_key()
    wrapped, sealed = vault.wrap(HERE, MATTER, key), vault.seal(HERE, MATTER, key, "电梯停运")

    assert vault.open_own(HERE, MATTER, wrapped, sealed) == "电梯停运"
    assert vault.open_own(HERE, MATTER, None, sealed) is None
    with pytest.raises(CannotOpen):
        vault.open_own(HERE, LI, wrapped, sealed)
