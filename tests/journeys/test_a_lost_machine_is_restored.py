"""The machine is gone with its disk. Elsewhere, what it was stands up from one file."""

import asyncio
import shutil
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import asyncpg
import pytest

from launch.answers import PlatformRefused, SignInFailed
from launch.backup.parts import Reading
from launch.client import Client, browser
from launch.engines import SERVICES
from launch.signin import refresh, sign_in
from tests.journeys.conftest import opened
from tests.journeys.house import House, eventually, refused
from tests.journeys.steps import (
    PROOF,
    attach,
    claim,
    do,
    receiver,
    register,
    registrar,
    see,
    terms_on_board,
    today,
)

pytestmark = pytest.mark.engines

CLERK = "petition-bureau.registrar"
WORDS = "correct horse battery staple"
PAUSE_SECONDS = 0.05
EACH_SO_MANY = 5
ONE_MORE_SECOND = 1.0
WAITING = " UNION ALL ".join(
    f"SELECT count(*) FROM {service}.outbox WHERE stream_sequence IS NULL" for service in SERVICES
)
UNARCHIVED = "SELECT count(*) FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready'"
CONSUMERS = ("mediation", "evaluation", "identity")
ENTRIES = " UNION ALL ".join(f"SELECT count(*) FROM {service}.journal" for service in CONSUMERS)
CLAIMED = " UNION ALL ".join(f"SELECT count(*) FROM {service}.inbox" for service in SERVICES)


@dataclass
class Clerk:
    """Registers and attaches without a pause, and notes down what was acknowledged."""

    house: House
    noted: dict[str, str] = field(default_factory=dict)
    attached: dict[str, str] = field(default_factory=dict)
    stopped: Event = field(default_factory=Event)

    def work(self) -> None:
        by, number = registrar(self.house), 0
        while not self.stopped.wait(PAUSE_SECONDS):
            number += 1
            title = f"路灯第{number}盏不亮"
            matter = register(by, title=title)["id"]
            self.noted[matter] = title
            if number % EACH_SO_MANY == 0:
                self.attached[matter] = attach(by, matter, "照片.pdf", PROOF)


@contextmanager
def working(clerk: Clerk) -> Iterator[Future[None]]:
    with ThreadPoolExecutor(1) as desk:
        shift = desk.submit(clerk.work)
        try:
            yield shift
        finally:
            clerk.stopped.set()


@pytest.fixture
def lost() -> Iterator[House]:
    yield from opened(House())


@pytest.fixture
def archived() -> Iterator[House]:
    house = House()
    house.environment = {"ONEDOOR_WAL_ARCHIVE": str(house.folder / "archive")}
    yield from opened(house)


@pytest.fixture
def elsewhere() -> Iterator[House]:
    house = House()
    try:
        yield house
    finally:
        house.clear_away()


def test_a_lost_machine_is_restored(lost: House, elsewhere: House, tmp_path: Path) -> None:
    passphrase, file = tmp_path / "passphrase", tmp_path / "onedoor.tar"
    passphrase.write_text(WORDS)
    secret = hidden(lost)
    lift, attached = with_a_file(lost)
    mediated = referred(lost)
    with browser() as http:
        signed_in = sign_in(http, registrar(lost).doors.issuer, CLERK, lost.password(CLERK))

    clerk = Clerk(lost)
    with working(clerk) as shift:
        eventually(lambda: len(clerk.noted), until=lambda count: count > 50)
        lost.halt_part("nats-server")
        untold = register(registrar(lost), title="总线停了")["id"]
        promised, files = {**clerk.noted, untold: "总线停了"}, dict(clerk.attached)
        lost.run("backup", str(file), "--passphrase-file", str(passphrase))
        clerk.stopped.wait(ONE_MORE_SECOND)
        assert not shift.done(), "the clerk was disturbed"
        clerk.stopped.set()
    assert len(clerk.noted) > len(promised), "nothing was written while the backup was made"
    assert len(clerk.attached) > len(files) > 0, "nothing was attached while the backup was made"
    lost.kill_all()
    shutil.rmtree(lost.data)

    said = elsewhere.run("restore", str(file), "--passphrase-file", str(passphrase))
    assert "✓ intake" in said
    assert "✗" not in said
    elsewhere.open()
    by = registrar(elsewhere)

    assert {matter: title_of(by, matter) for matter in promised} == promised
    later = {m: t for m, t in clerk.noted.items() if m not in promised}
    assert {title_of(by, m) for m in later} <= {None, *later.values()}
    with refused("no_such_matter"):
        see(elsewhere.person("emergency.head"), secret)
    assert (
        see(elsewhere.person("discipline.handler"), secret)["items"][0]["title"] == "反映吃拿卡要"
    )
    known = known_of(by, clerk.attached)
    assert {lift: attached, **files}.items() <= {lift: attached, **known}.items()
    assert {file_of(by, *one) for one in ((lift, attached), *known.items())} == {PROOF}
    head = elsewhere.person("mediation-centre.head")
    referrals = head.get("mediation", "/v1/referrals", matter=mediated)["referrals"]
    assert [r["status"] for r in referrals] == ["offered"]

    with browser() as http, pytest.raises(SignInFailed):
        refresh(http, by.doors.issuer, signed_in)

    everything_went_out(elsewhere)
    terms_on_board(receiver(elsewhere), untold, ["disposal"])
    assert journals_of_consumers(elsewhere) == journals_in(file), "an event was handled twice"
    assert elsewhere.run("parked", "list") == "Nothing is parked.\n"
    assert_rebuilt_alike(elsewhere)
    assert "✗" not in elsewhere.run("audit", "verify")

    added = register(by, title="一切照旧")["id"]
    terms_on_board(receiver(elsewhere), added, ["disposal"])
    claim(receiver(elsewhere), next(iter(promised)))


def test_a_mistake_is_taken_back_to_the_minute_before_it(
    archived: House, elsewhere: House, tmp_path: Path
) -> None:
    passphrase, file = tmp_path / "passphrase", tmp_path / "onedoor.tar"
    copy = tmp_path / "copy"
    passphrase.write_text(WORDS)
    by = registrar(archived)
    before = [register(by, title="备份之前")["id"]]
    lift, attached = with_a_file(archived)
    archived.run("backup", str(file), "--passphrase-file", str(passphrase), "--copy", str(copy))
    before += [register(by, title="备份之后")["id"] for _ in range(50)]
    time.sleep(ONE_MORE_SECOND)
    moment = datetime.now(UTC)  # noqa: TID251 - the clock of the database
    time.sleep(ONE_MORE_SECOND)
    mistake = register(by, title="误操作")["id"]
    assert counted(archived, "SELECT count(pg_switch_wal())") == [1]
    eventually(lambda: counted(archived, UNARCHIVED), until=lambda waiting: waiting == [0])
    archive = archived.folder / "archive"
    archived.kill_all()
    shutil.rmtree(archived.data)

    until = f"{moment:%Y-%m-%d %H:%M:%S}+0000"
    way = ("--copy", str(copy), "--wal", str(archive), "--until", until)
    elsewhere.run("restore", str(file), "--passphrase-file", str(passphrase), *way)
    elsewhere.open()
    by = registrar(elsewhere)

    assert [title_of(by, matter) for matter in before] == ["备份之前", *["备份之后"] * 50]
    assert title_of(by, mistake) is None
    assert file_of(by, lift, attached) == PROOF
    everything_went_out(elsewhere)
    assert "✗" not in elsewhere.run("audit", "verify")
    assert digest(elsewhere)["disagreeing"] == 0
    terms_on_board(receiver(elsewhere), before[-1], ["disposal"])


def assert_rebuilt_alike(house: House) -> None:
    derived = digest(house)
    house.service("alerts").post("alerts", "/v1/projections:rebuild")
    assert digest(house) == derived
    assert derived["disagreeing"] == 0


def hidden(house: House) -> str:
    matter = str(register(registrar(house), title="反映吃拿卡要")["id"])
    about = {"route": "accusation", "content": "纪检监察/滥用职权/以权谋私"}
    do(
        receiver(house),
        "classify",
        matter,
        purpose="accusation",
        respondents=["emergency"],
        **about,
    )
    do(house.person("petition-bureau.confidential"), "forward", matter, lead="discipline")
    return matter


def with_a_file(house: House) -> tuple[str, str]:
    matter = str(register(registrar(house), title="电梯停运")["id"])
    return matter, attach(registrar(house), matter, "照片.pdf", PROOF)


def referred(house: House) -> str:
    """Known in mediation before the backup: it must not arrive a second time after it."""
    matter, day = str(register(registrar(house), title="楼上餐馆油烟")["id"]), today().isoformat()
    handler, head = house.person("environment.handler"), house.person("mediation-centre.head")
    claim(receiver(house), matter)
    do(receiver(house), "forward", matter, lead="environment")
    do(handler, "accept", matter)
    do(handler, "refer", matter, dispute_kind="pollution", petitioner=day, respondent=day)
    eventually(
        lambda: head.get("mediation", "/v1/referrals", matter=matter)["referrals"], until=bool
    )
    return matter


def title_of(by: Client, matter: str) -> str | None:
    try:
        return str(see(by, matter)["items"][0]["title"])
    except PlatformRefused as refusal:
        assert refusal.code == "no_such_matter"  # noqa: PT017 - there, or gone as a whole
        return None


def known_of(by: Client, attached: Mapping[str, str]) -> dict[str, str]:
    """Those of the attachments that a matter of this platform speaks of."""
    return {
        matter: attachment
        for matter, attachment in attached.items()
        if title_of(by, matter)
        and any(one["id"] == attachment for one in see(by, matter)["attachments"])
    }


def file_of(by: Client, matter: str, attachment: str) -> bytes:
    address = f"{by.doors.url('intake')}/v1/matters/{matter}/attachments/{attachment}"
    answer = by.http.get(address, headers=by.headers(by.bearer.token()))
    assert answer.status_code == 200, answer.text
    return answer.content


def digest(house: House) -> dict[str, Any]:
    told: dict[str, Any] = house.person("petition-bureau.auditor").get("alerts", "/v1/digest")
    return told


def everything_went_out(house: House) -> None:
    """Nothing waits in an outbox, and no consumer claims anything more."""
    eventually(lambda: counted(house, WAITING), until=lambda waiting: not sum(waiting))
    before: list[int] = []

    def settled() -> bool:
        nonlocal before
        now, before = before, counted(house, CLAIMED)
        return now == before

    eventually(settled, until=bool)


def journals_in(file: Path) -> list[int]:
    schemas = Reading(file).manifest.schemas
    return [schemas[service].entries for service in CONSUMERS]


def journals_of_consumers(house: House) -> list[int]:
    return counted(house, ENTRIES)


def counted(house: House, statement: str) -> list[int]:
    async def asked() -> list[int]:
        connection = await asyncpg.connect(house.engines.admin)
        try:
            return [row[0] for row in await connection.fetch(statement)]
        finally:
            await connection.close()

    return asyncio.run(asked())
