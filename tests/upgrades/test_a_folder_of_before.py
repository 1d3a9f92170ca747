"""What an earlier version left behind opens under this one, and goes on where it stood."""

import asyncio
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from chassis.migrations.history import differences
from launch.answers import SignInFailed
from launch.assembly import SCHEMAS
from launch.client import browser
from launch.engines import SERVICES
from launch.signin import sign_in_machine
from tests.journeys.house import PLACE, House, eventually
from tests.journeys.steps import (
    PROOF,
    answer,
    claim,
    deadlines,
    do,
    progress,
    rate,
    receiver,
    register,
    registrar,
    terms_on_board,
)
from tests.upgrades.folders import Told, told
from tools.older_folder import seen

pytestmark = pytest.mark.engines

WAITING = " UNION ALL ".join(
    f"SELECT count(*) FROM {service}.outbox WHERE stream_sequence IS NULL" for service in SERVICES
)


@pytest.fixture(scope="module")
def matters(kept: Path) -> dict[str, Told]:
    return told(kept)


def test_its_schemas_are_those_of_today(house: House) -> None:
    assert asyncio.run(disagreeing(house)) == {schema.service: [] for schema in SCHEMAS}


def test_every_chain_holds(house: House) -> None:
    said = house.run("audit", "verify")

    assert said.count("✓") >= len(SERVICES)
    assert "✗" not in said


def test_every_matter_shows_what_it_showed(house: House, matters: dict[str, Told]) -> None:
    shown = {station: matter | seen(house, matter) for station, matter in matters.items()}

    assert shown == matters


def test_a_file_that_was_attached_opens(house: House, matters: dict[str, Told]) -> None:
    by, matter = registrar(house), matters["registered"]["id"]
    file = by.get("intake", f"/v1/matters/{matter}")["attachments"][0]["id"]
    address = f"{by.doors.url('intake')}/v1/matters/{matter}/attachments/{file}"

    content = by.http.get(address, headers=by.headers(by.bearer.token())).content

    assert content == PROOF


def test_what_the_bus_had_forgotten_goes_out_again_and_changes_nothing(house: House) -> None:
    eventually(lambda: asyncio.run(counted(house, WAITING)), until=lambda rows: not sum(rows))
    auditor = house.person("petition-bureau.auditor")
    before = eventually(
        lambda: auditor.get("alerts", "/v1/digest"), until=lambda told: not told["disagreeing"]
    )

    house.service("alerts").post("alerts", "/v1/projections:rebuild")

    assert auditor.get("alerts", "/v1/digest") == before
    assert house.run("parked", "list") == "Nothing is parked.\n"


def test_services_have_secrets_of_their_own_and_the_one_they_shared_is_good_for_nothing(
    house: House,
) -> None:
    """One that is broken into cannot sign in as another."""
    kept = json.loads((house.data / "secrets.json").read_text())
    shared = kept.get("client", "")  # later folders never had it
    own = {service: kept[f"client/{service}"] for service in SERVICES}
    issuer = registrar(house).doors.issuer

    def lets_in(service: str, secret: str) -> bool:
        with browser() as http, suppress(SignInFailed):
            return bool(sign_in_machine(http, issuer, f"service-{service}.{PLACE}", secret))
        return False

    others = [lets_in(other, own["intake"]) for other in SERVICES if other != "intake"]
    assert len(set(own.values())) == len(SERVICES)
    assert [lets_in(service, own[service]) for service in SERVICES] == [True] * len(SERVICES)
    assert others == [False] * len(others)
    assert not lets_in("intake", shared)


def test_a_petition_on_its_way_goes_on_to_its_end(house: House, matters: dict[str, Told]) -> None:
    matter, handler = matters["accepted"], house.person("housing.handler")
    steps = progress(house, matter["code"])["steps"]
    assert "accepted" in {step["step"] for step in steps}

    answer(handler, matter["id"])
    closed = do(handler, "close", matter["id"])

    assert closed["status"] == "closed"
    assert rate(house, matter["code"], "organ", "housing", "satisfied")
    eventually(lambda: deadlines(receiver(house), matter["id"]), until=lambda lines: not lines)


def test_a_matter_in_mediation_is_concluded(house: House, matters: dict[str, Told]) -> None:
    matter, mediator = matters["referred"], house.person("mediation-centre.mediator")
    agreed = {"outcome": "agreed", "agreement": "written", "account": "加装净化器。"}
    since = progress(house, matter["code"])["steps"][0]["on"]

    mediator.post(
        "mediation",
        f"/v1/referrals/{matter['referral']}:conclude",
        agreed | {"effective": since},
    )

    handler = house.person(matter["by"])
    eventually(
        lambda: handler.get("intake", f"/v1/matters/{matter['id']}")["referrals"][0]["status"],
        until=lambda status: status == "concluded",
    )


def test_an_order_is_answered(house: House, matters: dict[str, Told]) -> None:
    order, head = matters["pressed"]["order"], house.person("education.head")
    statement = {"statement": "因人员调整延误。", "measures": "已告知信访人,专人负责。"}

    answered = head.post("evaluation", f"/v1/orders/{order}:answer", statement)

    assert answered["clocks"][-1]["stopped"]


def test_a_new_petition_is_registered_beside_the_old(house: House) -> None:
    matter = register(registrar(house), title="一切照旧")["id"]

    claim(receiver(house), matter)

    terms_on_board(receiver(house), matter, ["disposal"])


async def disagreeing(house: House) -> dict[str, list[object]]:
    engine = create_async_engine(house.engines.admin.replace("postgresql:", "postgresql+asyncpg:"))
    try:
        async with engine.connect() as connection:
            return {
                schema.service: await connection.run_sync(differences, schema) for schema in SCHEMAS
            }
    finally:
        await engine.dispose()


async def counted(house: House, statement: str) -> list[int]:
    connection: asyncpg.Connection[Any] = await asyncpg.connect(house.engines.admin)
    try:
        return [row[0] for row in await connection.fetch(statement)]
    finally:
        await connection.close()
