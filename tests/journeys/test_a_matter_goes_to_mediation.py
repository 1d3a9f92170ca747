"""Both sides agree to sit down together; what comes of it is known where they came from."""

import pytest

from tests.journeys.house import House, eventually, refused
from tests.journeys.steps import (
    ahead,
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


def test_a_referral_with_both_consents_ends_in_an_agreement(house: House) -> None:
    receiving, handler = receiver(house), house.person("environment.handler")
    head, mediator = (
        house.person("mediation-centre.head"),
        house.person("mediation-centre.mediator"),
    )
    day = today().isoformat()
    matter = register(registrar(house), title="楼上餐馆油烟")["id"]
    claim(receiving, matter)
    do(receiving, "forward", matter, lead="environment")
    do(handler, "accept", matter)

    with refused("consent_missing"):
        do(handler, "refer", matter, dispute_kind="pollution", petitioner=day, respondent="")
    referred = do(
        handler, "refer", matter, dispute_kind="pollution", petitioner=day, respondent=day
    )
    referral = referred["referrals"][0]["id"]
    arrived = eventually(
        lambda: head.get("mediation", "/v1/referrals", matter=matter)["referrals"], until=bool
    )
    assert [(r["id"], r["status"]) for r in arrived] == [(referral, "offered")]

    with refused("consent_missing"):
        head.post("mediation", f"/v1/referrals/{referral}:accept", {"committee": "environment"})
    consents = [{"side": s, "manner": "signed", "on": day} for s in ("petitioner", "respondent")]
    accepted = head.post(
        "mediation",
        f"/v1/referrals/{referral}:accept",
        {"committee": "environment", "consents": consents},
    )
    assert accepted["clocks"][-1]["due"] == ahead(30)
    terms_on_board(receiving, referral, ["mediation"])
    mediator.post(
        "mediation",
        f"/v1/referrals/{referral}:conclude",
        {"outcome": "agreed", "agreement": "written", "effective": day, "account": "加装净化器。"},
    )

    known = eventually(
        lambda: see(handler, matter)["referrals"][0],
        until=lambda seen: seen["status"] == "concluded",
    )
    assert known["outcome"] == "agreed"
    terms_on_board(receiving, referral, [])
    terms_on_board(receiving, matter, ["handling", "notice"])
