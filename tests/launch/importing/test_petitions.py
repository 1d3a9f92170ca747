"""A row becomes a petition in the words it was told; what must not come over is counted."""

import pytest

from launch.importing.mapping import mapping_for
from launch.importing.petitions import Reader, day_told
from launch.importing.sheet import Row
from onedoor.intake.v1.intake_service_pb2 import PetitionText

EXCHANGE = ("xfjbh", "bt", "gkxx", "tsnr", "xfrq", "xfxs", "zdjjbz", "xm", "sjh", "yybz", "djr")
REPLIED = ("msg_id", "user", "title", "time", "detail", "reply", "reply_time")


def read(
    header: tuple[str, ...], *cells: str, history: bool = False
) -> tuple[PetitionText, Reader]:
    reader = Reader(mapping_for(header), header, "here", history)
    return reader.read(Row(2, 2, cells)), reader


def exchanged(**said: str) -> tuple[PetitionText, Reader]:
    return read(EXCHANGE, *(said.get(name, "") for name in EXCHANGE))


def test_exchange_fields_find_their_places() -> None:
    petition, _ = exchanged(
        xfjbh="X1", bt="路", gkxx="概况", tsnr="内容", zdjjbz="1", xm="某人", sjh="138"
    )

    assert (petition.source, petition.external_id, petition.title) == ("here", "X1", "路")
    assert petition.body == "概况\n\n内容"
    assert dict(petition.more) == {"urgent": "yes"}
    (party,) = petition.parties
    assert party.role == "petitioner"
    assert dict(party.fields) == {"name": "某人", "phone": "138"}


def test_a_code_without_a_table_is_left_out_and_counted() -> None:
    petition, reader = exchanged(xfjbh="X1", bt="路", xfxs="100")

    assert petition.channel == "transfer"
    assert reader.unmapped_codes == {"xfxs": 1}


def test_a_mark_on_a_person_is_dropped_and_counted() -> None:
    petition, reader = exchanged(xfjbh="X1", bt="路", yybz="1")

    assert reader.dropped == {"yybz": 1}
    assert not petition.more


def test_columns_nobody_mapped_are_counted() -> None:
    _, reader = exchanged(xfjbh="X1", bt="路", djr="登记人")

    assert reader.left_out == {"djr": 1}


def test_without_history_it_is_received_on_the_day_it_is_brought_in() -> None:
    petition, _ = read(REPLIED, "1", "A1", "路", "2019/2/28 11:25:05", "x", "已办", "2019/3/9 1:00")

    assert petition.received == ""
    assert not petition.historical
    assert not petition.history


def test_with_history_the_reply_answers_and_closes_it_on_its_day() -> None:
    petition, _ = read(
        REPLIED, "1", "A1", "路", "2019/2/28 11:25:05", "x", "已办", "2019/3/9 1:00", history=True
    )

    assert petition.historical
    assert petition.received == "2019-02-28"
    assert dict(petition.history) == {"answered": "2019-03-09", "closed": "2019-03-09"}


def test_a_row_without_a_number_is_named_by_its_words() -> None:
    first, _ = read(("title", "label"), "路灯", "城建")
    again, _ = read(("title", "label"), "路灯", "城建")
    other, _ = read(("title", "label"), "路灯", "交通")

    assert first.external_id == again.external_id != other.external_id
    assert len(first.external_id) == 64


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2019/2/28 11:25:05", "2019-02-28"),
        ("2019-02-28T11:25:05+08:00", "2019-02-28"),
        ("2019年2月8日", "2019-02-08"),
        ("2019.2.8", "2019-02-08"),
        ("20190228", "2019-02-28"),
        ("20190228112505", "2019-02-28"),
        ("2019-13-45", "2019-13-45"),
        ("昨天", "昨天"),
        ("12/31/2019", "12/31/2019"),
    ],
)
def test_days_are_told_as_the_rules_read_them_and_others_are_left_for_the_rules_to_refuse(
    said: str, day: str
) -> None:
    assert day_told(said) == day
