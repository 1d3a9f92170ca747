"""Mixed work on a house, and a ledger of every yes that was heard."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from secrets import token_hex
from threading import Event, Lock
from typing import Any

import grpc

from chassis.kernel import Unavailable
from launch.answers import PlatformRefused
from launch.client import Client
from onedoor.intake.v1 import intake_service_pb2 as intake
from onedoor.intake.v1.intake_service_pb2_grpc import IntakeServiceStub
from tests.journeys.house import House, eventually
from tests.journeys.steps import FACILITIES, importer

DESKS = (
    ("petition-bureau.receiver", "housing"),
    ("petition-bureau.confidential", "health"),
    ("petition-bureau.head", "hrss"),
)
STEPS = 4
MAY_BE_TRIED_AGAIN = {
    *("platform_away", "database_away", "unavailable", "UNAVAILABLE"),
    "board_being_rebuilt",  # the one before was broken off, and does not know yet
}
ROWS = 5
PAUSE_SECONDS = 0.2
BREATH_SECONDS = 0.02
UNAVAILABLE = 503
PATIENCE_SECONDS = 120
STAND_STILL_SECONDS = 240


@dataclass
class Ledger:
    """What the platform acknowledged, kept by those who heard it."""

    patience: float = PATIENCE_SECONDS
    walked: dict[str, str] = field(default_factory=dict)
    """Matters that went through all steps, and the organ they lie with."""
    imported: dict[str, str] = field(default_factory=dict)
    troubles: Counter[str] = field(default_factory=Counter)
    work: "list[Future[None]]" = field(default_factory=list)
    proven: dict[str, float] = field(default_factory=dict)
    """When each worker began the last intention that it brought to its end."""
    _enough: Event = field(default_factory=Event)
    _halt: Event = field(default_factory=Event)
    _turn: Lock = field(default_factory=Lock)
    _idle: set[str] = field(default_factory=set)

    def walk(self, bureau: Client, organ: Client, lead: str) -> None:
        """Register, sort, forward, accept: again and again."""
        for _ in self._intentions(f"walk {lead}"):
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
        for _ in self._intentions("import"):
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

    def look(self, by: Client) -> None:
        """Read what most people look at: the newest matters, the board, the next deadlines."""
        for _ in self._intentions("look"):
            for service, path in (
                ("intake", "/v1/matters"),
                ("alerts", "/v1/board"),
                ("alerts", "/v1/deadlines"),
            ):
                self.again(partial(by.get, service, path))
            time.sleep(PAUSE_SECONDS)

    def insist(self, by: Client, path: str, body: Any) -> Any:
        """One key for one intention: an answer that was lost is asked for again."""
        key = token_hex()
        return self.again(lambda: by.post("intake", path, body, key=key))

    def again(self, call: Callable[[], Any]) -> Any:
        until = time.monotonic() + self.patience
        while time.monotonic() < until:
            try:
                return call()
            except PlatformRefused as refusal:
                if refusal.status != UNAVAILABLE:
                    raise
                self.troubles[refusal.code] += 1
            except Unavailable as trouble:
                self.troubles[trouble.code] += 1
            except grpc.RpcError as trouble:
                self.troubles[trouble.code().name] += 1
            time.sleep(PAUSE_SECONDS)
        raise TimeoutError("the platform does not come back")

    def progress(self) -> dict[str, float]:
        """Raises what a worker stumbled over."""
        for each in self.work:
            if each.done():
                each.result()
        return dict(self.proven)

    def gets_on(self, since: float, within: float) -> None:
        """Everybody brings something to its end that they began after that moment."""
        until = time.monotonic() + within
        while not all(begun > since for begun in self.progress().values()):
            late = {who: round(since - begun, 1) for who, begun in self.proven.items()}
            assert time.monotonic() < until, f"work does not go on: {late}; {self.troubles}"
            time.sleep(BREATH_SECONDS)

    @contextmanager
    def working(self, house: House) -> Iterator["Ledger"]:
        """Until the block ends; whatever is begun then is brought to its end."""
        work = [
            ("import", partial(self.bring, importer(house))),
            ("look", partial(self.look, house.person("petition-bureau.deputy"))),
        ]
        for desk, organ in DESKS:
            people = (house.person(desk), house.person(f"{organ}.handler"))
            work.append((f"walk {organ}", partial(self.walk, *people, organ)))
        self.proven = {name: 0.0 for name, _ in work}
        with ThreadPoolExecutor(len(work)) as threads:
            self.work = [threads.submit(each) for _, each in work]
            try:
                yield self
            finally:
                self._enough.set()
        self.progress()

    @contextmanager
    def resting(self) -> Iterator[None]:
        """Nobody is in the middle of anything: what is in the ledger is all there may be."""
        with self._turn:
            self._halt.set()
        try:
            until = time.monotonic() + STAND_STILL_SECONDS
            while len(self._idle) < len(self.work):
                self.progress()
                assert time.monotonic() < until, f"only {self._idle} came to rest"
                time.sleep(BREATH_SECONDS)
            yield
        finally:
            self._halt.clear()

    def go_back_to(self, earlier: "Ledger") -> None:
        """What came after is gone with the database that held it."""
        self.walked, self.imported = dict(earlier.walked), dict(earlier.imported)

    def copy(self) -> "Ledger":
        return Ledger(walked=dict(self.walked), imported=dict(self.imported))

    def _intentions(self, who: str) -> Iterator[None]:
        while self._may_begin(who):
            begun = time.monotonic()
            yield
            self.proven[who] = begun
            time.sleep(BREATH_SECONDS)

    def _may_begin(self, who: str) -> bool:
        while not self._enough.is_set():
            with self._turn:
                if not self._halt.is_set():
                    self._idle.discard(who)
                    return True
                self._idle.add(who)
            time.sleep(BREATH_SECONDS)
        return False


def grows(ledger: Ledger, more: int) -> None:
    """Both kinds of writing get on by so many."""

    def written() -> tuple[int, int]:
        ledger.progress()
        return len(ledger.walked), len(ledger.imported)

    walked, imported = (count + more for count in written())
    eventually(written, until=lambda now: now[0] >= walked and now[1] >= imported)
