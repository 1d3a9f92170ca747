"""Matters over HTTP, from the organ's answer to the end, on a real database."""

import asyncio

import pytest

from tests.builders import at
from tests.intake.conftest import Place
from tests.intake.doing import (
    ANSWER,
    CLAIM,
    PETITIONER,
    a_closed_matter,
    a_forwarded_matter,
    a_matter,
    an_accepted_matter,
    an_answered_matter,
    done,
    refused,
    shown,
)

pytestmark = pytest.mark.engines

CONNECTIONS = 4
"""Of a service, as it is usually set."""


async def test_a_petition_goes_its_whole_way(place: Place) -> None:
    bureau, housing = await place.clerk("petition-bureau"), await place.clerk("housing")

    matter = await a_closed_matter(bureau, housing, parties=[PETITIONER])

    told = await shown(bureau, matter)
    assert (told["status"], told["closed"]) == ("closed", "2026-09-16")
    assert told["opinions"][0]["answers"][0]["facts"] == ANSWER["facts"]
    assert [clock["term"] for clock in told["clocks"] if not clock["stopped"]] == ["rating"]


async def test_an_organ_refuses_on_a_ground_and_names_the_remedy(place: Place) -> None:
    bureau, housing = await place.clerk("petition-bureau"), await place.clerk("housing")
    matter = await a_forwarded_matter(bureau)

    unknown = await refused(housing, matter, "refuse", ground="because", reason="不受理")

    assert unknown == "ground_unknown"


async def test_an_extension_is_asked_for_approved_by_the_head_and_told(place: Place) -> None:
    bureau, housing = await place.clerk("petition-bureau"), await place.clerk("housing")
    matter = await an_accepted_matter(bureau, housing)
    await done(housing, matter, "request_extension", days=20, reason="需要检测")

    told = await done(housing, matter, "approve_extension")

    (handling,) = [clock for clock in told["clocks"] if clock["term"] == "handling"]
    asked = told["assignments"][0]["extension"]
    assert (handling["due"], asked["reason"], asked["notice_due"]) == (
        "2026-12-05",
        "需要检测",
        True,
    )


async def test_a_declined_extension_moves_nothing(place: Place) -> None:
    bureau, housing = await place.clerk("petition-bureau"), await place.clerk("housing")
    matter = await an_accepted_matter(bureau, housing)
    await done(housing, matter, "request_extension", days=20, reason="需要检测")

    told = await done(housing, matter, "decline_extension")

    (handling,) = [clock for clock in told["clocks"] if clock["term"] == "handling"]
    assert handling["due"] == "2026-11-15"


async def test_a_closing_report_is_returned_and_then_approved(place: Place) -> None:
    bureau, housing = await place.clerk("petition-bureau"), await place.clerk("housing")
    matter = await a_matter(bureau)
    await done(bureau, matter, "classify", **CLAIM)
    await done(bureau, matter, "assign", lead="housing")
    await done(housing, matter, "accept")
    told = await done(housing, matter, "issue_opinion", answers=[ANSWER])
    number = told["opinions"][0]["number"]
    how = {"method": "in_person", "outcome": "received"}
    await done(housing, matter, "record_service", document=number, **how)
    await done(housing, matter, "submit_closing_report", text="已办结")

    told = await done(
        bureau, matter, "decide_closing_report", organ="housing", approved=False, reason="补充"
    )

    (report,) = told["assignments"][0]["reports"]
    assert (report["text"], report["approved"], report["reason"]) == ("已办结", False, "补充")


async def test_a_notice_does_the_duty_of_its_clock(place: Place) -> None:
    bureau, housing = await place.clerk("petition-bureau"), await place.clerk("housing")
    matter = await a_forwarded_matter(bureau)

    told = await done(housing, matter, "give_notice", kind="receipt", text="已收到您的信访事项")

    (clock,) = [clock for clock in told["clocks"] if clock["term"] == "notice"]
    assert clock["stopped"] == "2026-09-16"
    assert told["notices"][0]["text"] == "已收到您的信访事项"


async def test_closed_is_not_resolved_until_something_shows_it(place: Place) -> None:
    bureau, housing = await place.clerk("petition-bureau"), await place.clerk("housing")
    matter = await a_closed_matter(bureau, housing)

    unproved = await refused(bureau, matter, "record_resolution", resolution="resolved")
    told = await done(bureau, matter, "record_resolution", resolution="unresolved", remark="仍漏水")

    assert unproved == "evidence_missing"
    assert (told["verdict"]["resolution"], told["verdict"]["remark"]) == ("unresolved", "仍漏水")


async def test_the_petitioner_has_one_named_contact(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await a_matter(bureau)

    told = await done(bureau, matter, "name_contact", post=bureau.actor.post)

    assert told["contact"] == bureau.actor.post
    nobody = await refused(bureau, matter, "name_contact", post="petition-bureau/3")
    assert nobody == "post_vacant"


async def test_many_contacts_are_named_at_once(place: Place) -> None:
    """As many as the service has connections must not wait for each other to give one back."""
    bureau = await place.clerk("petition-bureau")
    matters = [await a_matter(bureau) for _ in range(2 * CONNECTIONS)]

    named = (done(bureau, matter, "name_contact", post=bureau.actor.post) for matter in matters)

    assert {told["contact"] for told in await asyncio.gather(*named)} == {bureau.actor.post}


async def test_a_dispute_is_referred_with_the_consent_of_both_sides(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await a_forwarded_matter(bureau)
    kind = next(iter(place.house.intake.rulebooks.on(place.code, at("2026-09-16").date()).disputes))
    days = {"petitioner": "2026-09-15", "respondent": "2026-09-16"}

    told = await done(bureau, matter, "refer", dispute_kind=kind, **days)

    (referral,) = told["referrals"]
    assert (referral["status"], referral["referred_by"]) == ("offered", "petition-bureau")


async def test_revealing_a_party_needs_a_purpose(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await a_matter(bureau, parties=[PETITIONER])
    party = (await shown(bureau, matter))["parties"][0]["id"]

    opened = await bureau.post(f"matters/{matter}/parties/{party}:reveal", purpose="送达答复")
    silent = await bureau.post(f"matters/{matter}/parties/{party}:reveal", purpose=" ")

    assert opened.json()["fields"] == {"name": "王小明", "phone": "13800001234"}
    assert silent.json()["code"] == "text_missing"


async def test_a_new_query_code_replaces_the_old_one(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    first = await bureau.post("petitions", channel="letter", title="电梯")
    matter, old = first.json()["id"], first.json()["query_code"]

    new = (await done(bureau, matter, "renew_query_code"))["query_code"]

    asked = {code: await place.ask("progress", code=code) for code in (old, new)}
    assert {code: answer.status_code for code, answer in asked.items()} == {old: 404, new: 200}


async def test_litigation_is_handed_over_to_its_own_procedure(place: Place) -> None:
    bureau = await place.clerk("petition-bureau")
    matter = await a_matter(bureau)
    told = await done(bureau, matter, "classify", **(CLAIM | {"route": "r1"}))
    rules = place.house.intake.rulebooks.on(place.code, at("2026-09-16").date())
    procedure = next(iter(rules.routes["r1"].targets))

    told = await done(
        bureau, matter, "hand_over", procedure=procedure, to="市人民法院", text="请向法院提出"
    )

    assert (told["status"], told["hand_overs"][0]["to"]) == ("closed", "市人民法院")


async def test_two_open_doors_at_once_let_one_through(place: Place) -> None:
    bureau, housing = await place.clerk("petition-bureau"), await place.clerk("housing")
    matter = await an_answered_matter(bureau, housing)
    await done(housing, matter, "close")

    assert await refused(housing, matter, "close") == "matter_not_open"
