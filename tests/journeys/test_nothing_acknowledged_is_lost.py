"""Engines and platform are killed under load. Whatever was said yes to is there, once."""

from collections import Counter
from collections.abc import Iterator

import pytest

from onedoor.alerts.v1 import alerts_service_pb2 as alerts
from onedoor.alerts.v1.alerts_service_pb2_grpc import AlertsServiceStub
from tests.faults.ledger import MAY_BE_TRIED_AGAIN, STEPS, Ledger, grows
from tests.journeys.behind import asked, every_event_arrived
from tests.journeys.conftest import opened
from tests.journeys.house import House
from tests.journeys.steps import see

pytestmark = [pytest.mark.engines, pytest.mark.timeout(400)]

OWED = ("notice", "handling")
MORE = 8


@pytest.fixture(params=["whole", "split"])
def shaken(request: pytest.FixtureRequest) -> Iterator[House]:
    """A house of its own: what it goes through is nobody else's business."""
    yield from opened(House(split=request.param == "split"))


async def test_every_acknowledged_write_survives_every_kill_once(shaken: House) -> None:
    ledger, house = Ledger(), shaken
    with ledger.working(house):
        grows(ledger, MORE)
        house.kill_part("postgres")
        grows(ledger, MORE)
        house.kill_part("nats-server")
        grows(ledger, MORE)
        house.kill()
        house.open()
        grows(ledger, MORE)
        house.kill_all()
        house.open()
        grows(ledger, MORE)

    assert set(ledger.troubles) <= MAY_BE_TRIED_AGAIN
    assert len(set(ledger.imported.values())) == len(ledger.imported)
    await every_event_arrived(house)
    receiving = house.person("petition-bureau.receiver")
    for matter in ledger.walked:
        seen = see(receiving, matter)
        assert (seen["version"], len(seen["assignments"])) == (STEPS, 1)
    for number, matter in ledger.imported.items():
        seen = see(receiving, matter)
        assert (seen["version"], seen["items"][0]["external_id"]) == (1, number)
    assert await asked(house, "SELECT count(*) FROM intake.matters") == len(ledger.walked) + len(
        ledger.imported
    )
    await every_effect_was_made_once(house, ledger)
    assert "✗" not in house.run("audit", "verify")


async def every_effect_was_made_once(house: House, ledger: Ledger) -> None:
    """The board is what its rows say, what a rebuild says, and what we counted ourselves."""
    auditor, receiving = house.person("petition-bureau.auditor"), house.person("county.leader")
    live = auditor.get("alerts", "/v1/digest")
    assert live["disagreeing"] == 0

    cells = receiving.get("alerts", "/v1/board")["cells"]
    counted = Counter({(c["organ"], c["term"]): c["open"] for c in cells if c["open"]})
    expected = Counter((organ, term) for organ in ledger.walked.values() for term in OWED)
    expected["petition-bureau", "disposal"] = len(ledger.imported)
    assert counted == expected

    machine = house.service("alerts")
    stub = AlertsServiceStub(machine.channel("alerts"))
    machine.call(stub.RebuildProjections, alerts.RebuildProjectionsRequest())
    assert auditor.get("alerts", "/v1/digest") == live
