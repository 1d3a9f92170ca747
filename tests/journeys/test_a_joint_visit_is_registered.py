"""Seven came where five should. Nobody is sent away: they are registered, and told."""

import pytest

from tests.journeys.house import House
from tests.journeys.steps import receiver, register, registrar, see, terms_on_board

pytestmark = pytest.mark.engines


def test_seven_representatives_are_registered_and_advised(house: House) -> None:
    seven = [{"name": f"代表{n}", "role": "representative"} for n in "一二三四五六七"]

    registered = register(
        registrar(house),
        channel="visit",
        title="工地拖欠工资",
        people_count="43",
        affected_count="120",
        parties=seven,
    )

    assert [advice["code"] for advice in registered["advice"]] == ["five_representatives"]
    assert "Art. 20" in registered["advice"][0]["text"]
    matter = see(receiver(house), registered["id"])
    assert (matter["status"], len(matter["parties"])) == ("registered", 7)
    assert matter["items"][0]["people_count"] == 43
    assert all(party["masked"]["name"].startswith("代*") for party in matter["parties"])
    terms_on_board(receiver(house), registered["id"], ["disposal"])
