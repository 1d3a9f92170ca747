"""Engines and platform are killed under load. Whatever was said yes to is there, once."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from secrets import token_hex
from threading import Event
from typing import Any

import grpc
import pytest

from chassis.kernel import Unavailable
from launch.answers import PlatformRefused
from launch.client import Client
from onedoor.alerts.v1 import alerts_service_pb2 as alerts
from onedoor.alerts.v1.alerts_service_pb2_grpc import AlertsServiceStub
from onedoor.intake.v1 import intake_service_pb2 as intake
from onedoor.intake.v1.intake_service_pb2_grpc import IntakeServiceStub
from tests.journeys.behind import asked, every_event_arrived
from tests.journeys.conftest import opened
from tests.journeys.house import House, eventually
from tests.journeys.steps import FACILITIES, importer, see

pytestmark = [pytest.mark.engines, pytest.mark.timeout(400)]

DESKS = (
    ("petition-bureau.receiver", "housing"),
    ("petition-bureau.confidential", "health"),
    ("petition-bureau.head", "hrss"),
)
STEPS = 4
MAY_BE_TRIED_AGAIN = {"platform_away", "database_away", "unavailable", "UNAVAILABLE"}
OWED = ("notice", "handling")
ROWS = 5
MORE = 8
PAUSE_SECONDS = 0.2
UNAVAILABLE = 503
PATIENCE_SECONDS = 60


@pytest.fixture(params=["whole", "split"])
def shaken(request: pytest.FixtureRequest) -> Iterator[House]:
    """A house of its own: what it goes through is nobody else's business."""
    yield from opened(House(split=request.param == "split"))


@dataclass
class Ledger:
    """What the platform acknowledged, kept by those who heard it."""

    walked: dict[str, str] = field(default_factory=dict)
    """Matters that went through all steps, and the organ they lie with."""
    imported: dict[str, str] = field(default_factory=dict)
    troubles: set[str] = field(default_factory=set)
    work: "list[Future[None]]" = field(default_factory=list)
    enough: Event = field(default_factory=Event)

    def walk(self, bureau: Client, organ: Client, lead: str) -> None:
        """Register, sort, forward, accept: again and again."""
        while not self.enough.is_set():
            told = self.insist(bureau, "/v1/petitions", {"channel": "web", "title": token_hex()})
            verbs = f"/v1/matters/{told['id']}"
            claim = {"purpose": "claim", "route": "r6", "content": FACILITIES}
            self.insist(bureau, f"{verbs}:classify", claim)
            self.insist(bureau, f"{verbs}:forward", {"lead": lead})
            self.insist(organ, f"{verbs}:accept", None)
            self.walked[told["id"]] = lead

    def bring(self, by: Client) -> None:
        """Import rows in batches; a batch is sent again until it is answered."""
        stub = IntakeServiceStub(by.channel("intake"))
        while not self.enough.is_set():
            numbers = [token_hex() for _ in range(ROWS)]
            batch = intake.RegisterPetitionsRequest(
                petitions=[
                    intake.PetitionText(
                        channel="hotline", title=f"工单 {n}", source="12345", external_id=n
                    )
                    for n in numbers
                ]
            )
            answer = self.again(partial(by.call, stub.RegisterPetitions, batch))
            for number, outcome in zip(numbers, answer.outcomes, strict=True):
                self.imported[number] = outcome.already_registered or outcome.registered.matter_id
            time.sleep(PAUSE_SECONDS)

    def insist(self, by: Client, path: str, body: Any) -> Any:
        """One key for one intention: an answer that was lost is asked for again."""
        key = token_hex()
        return self.again(lambda: by.post("intake", path, body, key=key))

    def done(self) -> tuple[int, int]:
        for each in self.work:
            if each.done():
                each.result()
        return len(self.walked), len(self.imported)

    def again(self, call: Callable[[], Any]) -> Any:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                return call()
            except PlatformRefused as refusal:
                if refusal.status != UNAVAILABLE:
                    raise
                self.troubles.add(refusal.code)
            except Unavailable as trouble:
                self.troubles.add(trouble.code)
            except grpc.RpcError as trouble:
                self.troubles.add(trouble.code().name)
            time.sleep(PAUSE_SECONDS)
        raise TimeoutError("the platform does not come back")

    def grows(self) -> None:
        """Both kinds of work get on."""
        walked, imported = len(self.walked) + MORE, len(self.imported) + MORE
        eventually(
            self.done,
            until=lambda now: now[0] >= walked and now[1] >= imported,
        )


async def test_every_acknowledged_write_survives_every_kill_once(shaken: House) -> None:
    ledger, house = Ledger(), shaken
    work = [partial(ledger.bring, importer(house))]
    for desk, organ in DESKS:
        people = (house.person(desk), house.person(f"{organ}.handler"))
        work.append(partial(ledger.walk, *people, organ))
    with ThreadPoolExecutor(len(work)) as threads:
        ledger.work = [threads.submit(each) for each in work]
        try:
            ledger.grows()
            house.kill_part("postgres")
            ledger.grows()
            house.kill_part("nats-server")
            ledger.grows()
            house.kill()
            house.open()
            ledger.grows()
            house.kill_all()
            house.open()
            ledger.grows()
        finally:
            ledger.enough.set()
    for each in ledger.work:
        each.result()

    assert ledger.troubles <= MAY_BE_TRIED_AGAIN
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
