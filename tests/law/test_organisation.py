"""The organ tree of Zhongxiang."""

from collections import Counter
from pathlib import Path

import pytest

from law.organisation import Organisation, load_organisation
from law.reading import Finding, Unreadable
from tests.builders import RULEBOOKS

TREE = load_organisation(RULEBOOKS / "organisation" / "420881.yaml")


def faults_of(tmp_path: Path, organs: str, jurisdiction: str = "420881") -> list[Finding]:
    file = tmp_path / "420881.yaml"
    file.write_text(f'jurisdiction: "{jurisdiction}"\norgans:\n{organs}', "utf-8")
    with pytest.raises(Unreadable) as told:
        load_organisation(file)
    return told.value.findings


def an_organ(code: str, more: str) -> str:
    return f"  {code}: {{name: 局, kind: bureau, level: county, source: test{more}}}\n"


def test_the_county_has_its_31_town_level_units_and_the_three_villages_named() -> None:
    levels = Counter(organ.level for organ in TREE.organs.values())

    assert (levels["township"], levels["village"]) == (31, 3)
    assert TREE.organs["420881108901"].parent == "420881108"
    assert TREE.organs["420881108"].name == "石牌镇"


def test_the_resident_organs_are_those_the_seed_names_and_none_has_an_invented_day() -> None:
    resident = {o.code: o for o in TREE.organs.values() if o.resident and o.kind != "centre"}

    assert set(resident) == {
        "petition-bureau", "civil-affairs", "hrss", "natural-resources", "medical-insurance",
        "housing", "health", "transport", "justice", "public-security", "court", "lawyers",
    }  # fmt: skip
    assert {organ.resident_since for organ in resident.values()} == {None}


def test_superiors_come_before_their_subordinates() -> None:
    seen: set[str] = set()
    for organ in TREE.organs.values():
        assert organ.parent == "" or organ.parent in seen
        seen.add(organ.code)


def test_a_review_finds_the_next_level_up_outside_the_county() -> None:
    line = [organ.code for organ in TREE.superiors("420881108")]

    assert line == ["county", "jingmen", "hubei", "state-council"]
    assert TREE.organs["jingmen"].external
    assert not TREE.organs["county"].external


def test_the_line_of_an_accusation_is_the_organ_all_above_and_all_below() -> None:
    assert TREE.line(["justice"]) == {
        "justice", "mediation-centre", "lawyers", "county", "jingmen", "hubei", "state-council",
    }  # fmt: skip
    assert "discipline" not in TREE.line(["county"])
    assert "petition-bureau" in TREE.line(["county"])


def test_a_parent_that_is_not_there_is_told_by_its_line(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, an_organ("a", "") + an_organ("b", ", parent: c"))

    assert (fault.line, fault.code) == (4, "unknown_organ")


def test_a_line_that_ends_at_itself_is_told(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, an_organ("a", ", parent: b") + an_organ("b", ", parent: a"))

    assert {"circle"} == {fault.code for fault in faults}


@pytest.mark.parametrize(
    "more",
    [
        ", resident_since: 2020-01-01",
        ", resident: true, resident_since: 2020-02-01, resident_until: 2020-01-01",
        ", resident: true, external: true",
        ", resident: perhaps",
        ", parnet: county",
    ],
)
def test_an_organ_that_contradicts_itself_is_told_by_its_line(tmp_path: Path, more: str) -> None:
    (fault,) = faults_of(tmp_path, an_organ("a", more))

    assert fault.line == 3


def test_a_tree_of_another_place_is_told(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, an_organ("a", ""), "429006")

    assert (fault.line, fault.code) == (1, "jurisdiction")


def test_an_organ_without_superiors_is_a_line_of_its_own() -> None:
    alone = Organisation("420881", (), {"state-council": TREE.organs["state-council"]})

    assert alone.line(["state-council"]) == {"state-council"}
