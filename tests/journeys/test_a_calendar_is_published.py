"""The State Council publishes a year: clocks of every centre move, on the board too, and back."""

from collections.abc import Iterable
from datetime import date

import pytest

from launch.client import Client
from law.calendar import national_calendar
from tests.journeys.house import House, eventually
from tests.journeys.steps import (
    claim,
    clock,
    deadlines,
    do,
    receiver,
    register,
    registrar,
    see,
    today,
)

pytestmark = pytest.mark.engines


def test_a_day_off_moves_the_clocks_of_intake_and_mediation_and_so_the_board(house: House) -> None:
    receiving, head = receiver(house), house.person("mediation-centre.head")
    administrator = house.person("administrator")
    matter, referral = a_referred_matter(house)
    due = due_on_board(receiving, referral)
    day = date.fromisoformat(due)
    known = national_calendar()
    free = {each for each in known.holidays if each.year == day.year}
    worked = {each for each in known.makeup_days if each.year == day.year}

    publish(administrator, day.year, free | {day}, worked - {day})
    moved = eventually(lambda: due_on_board(receiving, referral), until=lambda seen: seen > due)
    _, later = a_referred_matter(house)

    shown = head.get("mediation", f"/v1/referrals/{referral}")["referral"]
    assert clock(shown, "referral_answer")["due"] == moved
    assert clock(see(receiving, matter), "objection")["due"] == moved
    assert due_on_board(receiving, later) == moved

    publish(administrator, day.year, free, worked)
    eventually(lambda: due_on_board(receiving, referral), until=lambda seen: seen == due)
    eventually(lambda: due_on_board(receiving, later), until=lambda seen: seen == due)


def a_referred_matter(house: House) -> tuple[str, str]:
    handler, day = house.person("environment.handler"), today().isoformat()
    matter = register(registrar(house), title="楼上餐馆油烟")["id"]
    claim(receiver(house), matter)
    do(receiver(house), "forward", matter, lead="environment")
    do(handler, "accept", matter)
    consents = {"petitioner": day, "respondent": day}
    referred = do(handler, "refer", matter, dispute_kind="pollution", **consents)
    return matter, referred["referrals"][0]["id"]


def publish(by: Client, year: int, free: Iterable[date], worked: Iterable[date]) -> None:
    told = {
        "year": year,
        "holidays": [day.isoformat() for day in free],
        "makeup_days": [day.isoformat() for day in worked],
    }
    by.post("intake", "/v1/calendars:publish", told)


def due_on_board(by: Client, referral: str) -> str:
    (line,) = eventually(lambda: deadlines(by, referral), until=bool)
    return str(line["due"])
