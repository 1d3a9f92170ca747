"""Mediation over HTTP, through the service as it is built."""

from typing import Any
from uuid import UUID

import pytest

from chassis.runtime import Service
from services.mediation.adapters.postgres import Postgres
from tests.builders import an_id, somewhere
from tests.doors import employ, http
from tests.mediation.adapters.test_postgres import kept
from tests.mediation.builders import a_mediator, a_referral, a_referrer

pytestmark = pytest.mark.engines

CONSENTS = [
    {"side": "petitioner", "manner": "signed", "on": "2026-09-15"},
    {"side": "respondent", "manner": "oral_recorded", "on": "2026-09-16"},
]


async def a_centre(mediation: Service, postgres: Postgres) -> tuple[str, UUID]:
    """A jurisdiction with one referral offered."""
    here = somewhere()
    return here, (await kept(postgres, a_referral(here))).id


async def post(mediation: Service, here: str, path: str, body: Any, key: str = "") -> Any:
    mediator = a_mediator(here)
    await employ(mediation, mediator)
    async with http(mediation, mediator) as door:
        return await door.post(path, json=body, headers={"idempotency-key": key} if key else {})


async def test_a_dispute_goes_from_the_offer_to_an_agreement(
    mediation: Service, postgres: Postgres
) -> None:
    here, referral = await a_centre(mediation, postgres)

    accepted = await post(
        mediation,
        here,
        f"/referrals/{referral}:accept",
        {"committee": "labour", "consents": CONSENTS},
    )
    concluded = await post(
        mediation,
        here,
        f"/referrals/{referral}:conclude",
        {
            "outcome": "agreed",
            "agreement": "written",
            "effective": "2026-09-16",
            "account": "双方同意分三次付清",
        },
    )

    assert (accepted.status_code, concluded.status_code) == (200, 200)
    clocks = accepted.json()["clocks"]
    assert [clock["term"] for clock in clocks] == ["referral_answer", "mediation"]
    assert "2026-10-16" in clocks[1]["explanation"]
    assert concluded.json()["conclusion"]["agreement"] == {
        "kind": "written",
        "effective": "2026-09-16",
    }

    reader = a_referrer(here)
    await employ(mediation, reader)
    async with http(mediation, reader) as door:
        paper = (await door.get(f"/referrals/{referral}")).json()
        page = (await door.get("/referrals", params={"status": "concluded"})).json()
    assert paper["account"] == "双方同意分三次付清"
    assert [line["id"] for line in page["referrals"]] == [str(referral)]
    assert page["next_page_token"] == ""


async def test_a_missing_consent_is_told_with_what_to_do(
    mediation: Service, postgres: Postgres
) -> None:
    here, referral = await a_centre(mediation, postgres)

    answer = await post(
        mediation,
        here,
        f"/referrals/{referral}:accept",
        {"committee": "labour", "consents": CONSENTS[:1]},
    )

    assert answer.status_code == 409
    problem = answer.json()
    assert (problem["code"], problem["params"]) == ("consent_missing", {"sides": "respondent"})
    assert "Ask that side" in problem["detail"]


async def test_a_withdrawal_and_its_remedies(mediation: Service, postgres: Postgres) -> None:
    here, referral = await a_centre(mediation, postgres)

    ended = await post(mediation, here, f"/referrals/{referral}:withdraw_consent", CONSENTS[1])
    told = await post(
        mediation, here, f"/referrals/{referral}:tell_remedies", {"remedies": ["litigation"]}
    )

    assert ended.json()["status"] == "concluded"
    assert ended.json()["conclusion"]["remedies_owed"] is True
    assert told.json()["conclusion"]["remedies_owed"] is False


async def test_a_repeated_request_is_answered_again_and_done_once(
    mediation: Service, postgres: Postgres
) -> None:
    here, referral = await a_centre(mediation, postgres)
    mediator = a_mediator(here)
    await employ(mediation, mediator)
    body = {"ground": "not_mediable", "remark": "确认身份关系"}

    async with http(mediation, mediator) as door:
        door.headers["idempotency-key"] = "k1"
        first = await door.post(f"/referrals/{referral}:decline", json=body)
        again = await door.post(f"/referrals/{referral}:decline", json=body)
        other = await door.post(f"/referrals/{referral}:decline", json=body | {"remark": "别的"})

    assert (first.status_code, again.status_code, other.status_code) == (200, 200, 409)
    assert (again.json()["version"], again.headers["idempotency-replayed"]) == (2, "true")
    assert other.json()["code"] == "idempotency_key_reused"


async def test_a_stranger_gets_the_same_answer_as_for_nothing(
    mediation: Service, postgres: Postgres
) -> None:
    _, elsewhere = await a_centre(mediation, postgres)
    stranger = a_mediator(somewhere())
    await employ(mediation, stranger)

    async with http(mediation, stranger) as door:
        answers = [await door.get(f"/referrals/{known}") for known in (elsewhere, an_id())]

    assert [(a.status_code, a.json()["code"]) for a in answers] == [(404, "no_such_referral")] * 2


async def test_the_committees_of_the_place_are_listed(mediation: Service) -> None:
    mediator = a_mediator(somewhere())
    await employ(mediation, mediator)

    async with http(mediation, mediator) as door:
        committees = (await door.get("/committees")).json()

    assert len(committees) == 8
    assert {"code", "name", "disputes"} == set(committees[0])


async def test_nobody_comes_in_without_a_token(mediation: Service) -> None:
    async with http(mediation, a_mediator()) as door:
        answer = await door.get("/referrals", headers={"authorization": ""})

    assert answer.status_code == 401
