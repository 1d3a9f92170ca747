"""A mapping is found by the header, or chosen; a wrong one is told by file and line."""

import os
from pathlib import Path

import pytest

from launch.importing.errors import HeaderUnfitting, MappingUnfound, MappingUnreadable
from launch.importing.mapping import mapping_for, ready_mappings
from launch.importing.sheet import opened

SHARED = Path(os.environ.get("ONEDOOR_SHARED", "")) / "data"
here = pytest.mark.skipif(not SHARED.exists(), reason="ONEDOOR_SHARED names no message files")
FILES = {
    "titles": "petition_titles.csv.gz",
    "bodies": "petition_bodies.csv.gz",
    "rows": "petition_rows.csv.gz",
    "hotspots": "hotspot_messages.csv.gz",
    "replied": "replied_messages.csv.gz",
}


@here
@pytest.mark.parametrize(("name", "file"), FILES.items())
def test_the_message_files_find_their_mapping(name: str, file: str) -> None:
    with opened(SHARED / file) as sheet:
        assert mapping_for(sheet.header).name == name


@here
def test_the_exchange_mapping_knows_only_columns_of_the_exchange() -> None:
    with opened(SHARED / "petition_exchange_fields.csv") as sheet:
        known = {row.cells[0] for row in sheet.rows() if hasattr(row, "cells")}
    mapping = mapping_for(["xfjbh", "bt"])

    assert mapping.name == "exchange"
    assert {*mapping.columns, *mapping.codes, *mapping.dropped} <= known


def test_every_ready_mapping_maps_what_it_asks_for_or_says_why_not() -> None:
    for mapping in ready_mappings():
        assert set(mapping.codes) <= set(mapping.columns)
        assert not set(mapping.dropped) & set(mapping.columns)
        assert all(reason.zh and reason.en for reason in mapping.dropped.values())


def test_a_header_that_nothing_fits_is_told_without_repeating_it() -> None:
    with pytest.raises(MappingUnfound) as refused:
        mapping_for(["王小明", "13800000000"])

    assert "王小明" not in str(refused.value)
    assert "exchange" in str(refused.value)


def test_a_chosen_mapping_that_does_not_fit_names_what_is_missing() -> None:
    with pytest.raises(HeaderUnfitting, match="msg_id"):
        mapping_for(["title", "label"], "rows")


def test_a_mapping_of_ones_own_builds_on_a_ready_one(tmp_path: Path) -> None:
    own = tmp_path / "ours.yaml"
    own.write_text('like: exchange\nname: ours\ncodes:\n  xfxs: {"01": letter}\n')

    mapping = mapping_for(["xfjbh"], str(own))

    assert mapping.name == "ours"
    assert mapping.codes["xfxs"] == {"01": "letter"}
    assert mapping.columns["bt"] == "title"


def test_a_target_that_is_none_is_told_by_file_and_line(tmp_path: Path) -> None:
    own = tmp_path / "ours.yaml"
    own.write_text("name: ours\nfits: [a]\nchannel: letter\ncolumns:\n  a: titel\n")

    with pytest.raises(MappingUnreadable, match=r"ours\.yaml:5"):
        mapping_for(["a"], str(own))


def test_a_name_never_leads_out_of_the_ready_mappings() -> None:
    with pytest.raises(MappingUnfound):
        mapping_for(["a"], "../../../rulebooks/base")
