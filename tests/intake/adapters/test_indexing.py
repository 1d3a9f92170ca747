"""Keyed hashes by which similar texts are found."""

from chassis.vault import MasterKey, Vault
from services.intake.adapters.indexing import SAMPLE, sampled

VAULT = Vault(MasterKey(b"k" * 32))
LIFT = "阳光小区三号楼电梯自五月起停运,老人上下楼十分困难,多次向物业反映没有结果。" * 2
AGAIN = LIFT.replace("十分困难", "很困难").replace("自五月起", "从五月以来")
WATER = "东街自来水管道破裂,路面积水严重,行人车辆难以通过,请尽快派人维修。" * 2


def shared(one: str, other: str) -> int:
    return len(set(sampled(VAULT, "420881", one)) & set(sampled(VAULT, "420881", other)))


def test_similar_texts_share_most_of_their_sample_and_others_none() -> None:
    assert shared(LIFT, AGAIN) > SAMPLE / 2
    assert shared(LIFT, WATER) < SAMPLE / 10


def test_a_long_text_is_sampled_no_larger_than_a_short_one() -> None:
    assert len(sampled(VAULT, "420881", LIFT + WATER + AGAIN)) == SAMPLE


def test_the_same_words_hash_otherwise_elsewhere() -> None:
    assert not set(sampled(VAULT, "420881", LIFT)) & set(sampled(VAULT, "431124", LIFT))
