"""What gives a thing away without showing it: codes that begin alike, words about who asks, errors.

Peers leaked by each of these: a ward's code that began another's, an identity taken from the body,
a masked value written back over the real one.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from itertools import cycle
from typing import Any

import grpc
import pytest
from google.protobuf.json_format import ParseDict
from google.rpc.status_pb2 import Status
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import event

from chassis import calendars, masking
from chassis.vault import Vault
from onedoor.intake.v1 import intake_service_pb2 as pb
from onedoor.intake.v1.intake_service_pb2_grpc import IntakeServiceStub
from services.identity.domain.roles import Role
from tests.access.cells import Attempt, attempt_on, nothing_kept
from tests.access.county import (
    BELOW,
    BUREAU,
    CO_HANDLER,
    COUNTY,
    DISCIPLINE,
    LEAD,
    RETURNED,
    SIBLING,
    STRANGER,
    Knocker,
    each_role,
)
from tests.access.stage import Stage, Thing
from tests.builders import an_id
from tests.intake.doing import ACCUSATION, CLAIM, LETTER, PETITIONER
from tools.pages.access import Rule, doors, rules

pytestmark = pytest.mark.engines

ON_A_THING = [r for r in rules() if r.at and r.of in {"matter", "referral", "order"}]
SEALED = {"matter": "sealed", "referral": "offered_sealed", "order": "issued_sealed"}
SAID_OF_WHO_ASKS = {
    "X-Organ": LEAD,
    "OneDoor-Organ": LEAD,
    "X-Jurisdiction": "420881",
    "X-Forwarded-User": "somebody",
    "X-Permissions": "matter:read_all",
}


# Codes that begin alike


async def test_an_organ_passes_on_to_those_below_it_not_to_those_whose_code_begins_like_its_own(
    stage: Stage,
) -> None:
    lead = stage.by(LEAD)
    matter = (await stage.post("intake", lead, "/v1/petitions", **LETTER))["id"]
    await stage.do(lead, matter, "classify", **CLAIM)

    beside = await _verb(stage, lead, matter, "forward", lead=SIBLING)
    below = await _verb(stage, lead, matter, "forward", lead=BELOW)

    assert (beside.status_code, beside.json()["code"]) == (403, "not_your_subordinate")
    assert below.status_code == 200


async def test_the_line_barred_from_an_accusation_is_the_tree_not_the_code(stage: Stage) -> None:
    bureau = stage.by(BUREAU)
    matter = (await stage.post("intake", bureau, "/v1/petitions", **LETTER))["id"]
    await stage.do(
        bureau, matter, "classify", **{**ACCUSATION, "route": "conduct"}, respondents=[LEAD]
    )

    answers = {
        organ: (await _verb(stage, bureau, matter, "forward", lead=organ)).json().get("code")
        for organ in (BELOW, COUNTY, LEAD)
    }
    beside = await _verb(stage, bureau, matter, "forward", lead=SIBLING)

    assert answers == dict.fromkeys((BELOW, COUNTY, LEAD), "organ_barred")
    assert beside.status_code == 200


# Who asks is said by the token and the post, by nothing else


async def test_a_post_that_is_somebody_elses_is_refused(stage: Stage) -> None:
    clerk = stage.county.clerks[STRANGER]
    theirs = {"OneDoor-Post": stage.by(LEAD).post}

    answer = await stage.county.ask("intake", "GET", "/v1/matters", clerk, headers=theirs)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await IntakeServiceStub(stage.county.channel).GetMatter(
            pb.GetMatterRequest(matter_id=stage.things["forwarded"].id),
            metadata=(*stage.county.metadata(clerk), ("onedoor-post", stage.by(LEAD).post)),
        )

    assert (answer.status_code, answer.json()["code"]) == (403, "post_not_held")
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_no_header_makes_anybody_somebody_else(stage: Stage) -> None:
    path = f"/v1/matters/{stage.things['forwarded'].id}"

    answer = await stage.county.ask(
        "intake", "GET", path, stage.county.clerks[STRANGER], headers=SAID_OF_WHO_ASKS
    )

    assert answer.status_code == 404


@pytest.mark.parametrize("field", ["by", "actor", "organ", "person", "jurisdiction"])
async def test_a_body_of_intake_cannot_say_who_sends_it(stage: Stage, field: str) -> None:
    forged = {field: LEAD}

    registered = await stage.county.ask(
        "intake", "POST", "/v1/petitions", stage.county.clerks[STRANGER], json=LETTER | forged
    )
    path = f"/v1/matters/{stage.things['forwarded'].id}:name_contact"
    named = await stage.county.ask(
        "intake", "POST", path, stage.county.clerks[LEAD], json={"post": "a/b"} | forged
    )

    assert (registered.status_code, named.status_code) == (422, 422)


@pytest.mark.parametrize("field", ["by", "actor", "organ", "issuer", "centre", "jurisdiction"])
async def test_whoever_a_body_names_the_token_decides(stage: Stage, field: str) -> None:
    """The other services leave out what they do not know: the stranger stays a stranger."""
    county, stranger, forged = stage.county, stage.county.clerks[STRANGER], {field: LEAD}
    order = stage.things["issued"].id
    referral = stage.things["offered"].id
    said = {"statement": "已核查", "measures": "已整改"}
    why = {"ground": "other", "remark": "不属于调解范围"}

    answers = [
        await county.ask(
            "evaluation", "POST", f"/v1/orders/{order}:answer", stranger, json=said | forged
        ),
        await county.ask(
            "mediation", "POST", f"/v1/referrals/{referral}:decline", stranger, json=why | forged
        ),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize("where", ["desk", "more"])
async def test_nobody_registers_at_a_strangers_desk(stage: Stage, where: str) -> None:
    """Not even by another door: over gRPC a map holds the rarer fields."""
    petition: dict[str, Any] = {"channel": "letter", "title": "电梯"}
    petition |= {"desk": LEAD} if where == "desk" else {"more": {"desk": LEAD}}
    request = ParseDict({"petitions": [petition]}, pb.RegisterPetitionsRequest())

    told = await IntakeServiceStub(stage.county.channel).RegisterPetitions(
        request, metadata=stage.county.metadata(stage.county.clerks[STRANGER])
    )

    assert [outcome.refusal.code for outcome in told.outcomes] == ["not_your_desk"]


async def test_a_past_is_told_by_whoever_may_import_and_by_nobody_else(stage: Stage) -> None:
    """Whoever could say when it was received could say that no term was missed."""
    past = LETTER | {"received": "2026-01-05", "history": {"closed": "2026-02-01"}}
    importer = stage.county.knocker(Role.IMPORTER)
    await stage.county.employ(importer)

    async with nothing_kept():
        statuses = [
            (await stage.county.ask("intake", "POST", "/v1/petitions", by, json=past)).status_code
            for by in (stage.by(BUREAU), importer)
        ]

    assert statuses == [403, 201]


# What is masked stays masked


@pytest.mark.parametrize("field", ["name", "phone", "id_number", "address"])
async def test_a_masked_value_is_never_written_back(stage: Stage, field: str) -> None:
    """Neither as a form, nor in a batch, nor over gRPC."""
    county, clerk = stage.county, stage.by(BUREAU)
    shown = await stage.get("intake", clerk, f"/v1/matters/{stage.things['forwarded'].id}")
    masked = shown["parties"][0]["masked"].get(field, "张*")
    assert "*" in masked
    petition = LETTER | {"parties": [PETITIONER | {field: masked}]}
    party = {"kind": "person", "role": "petitioner", "fields": {"name": "王小明", field: masked}}
    request = {"petitions": [{"channel": "letter", "title": "电梯", "parties": [party]}]}

    form = await county.ask("intake", "POST", "/v1/petitions", clerk, json=petition)
    batch = await county.ask(
        "intake", "POST", "/v1/petitions:register", clerk, json={"petitions": [petition]}
    )
    told = await IntakeServiceStub(county.channel).RegisterPetitions(
        ParseDict(request, pb.RegisterPetitionsRequest()), metadata=county.metadata(clerk)
    )

    assert (form.status_code, form.json()["code"]) == (422, "masked_value")
    assert batch.status_code == 422 or batch.json()["outcomes"][0]["refused"]
    assert [outcome.refusal.code for outcome in told.outcomes] == ["masked_value"]


@pytest.mark.parametrize(
    ("channel", "real", "masked"),
    [
        ("email", "li@example.test", masking.mask_email("li@example.test")),
        ("phone", "13800000000", masking.mask_phone("13800000000")),
    ],
)
async def test_a_masked_address_of_the_staff_is_never_written_back(
    stage: Stage, channel: str, real: str, masked: str
) -> None:
    """Neither by those who keep the staff list, nor by whose address it is."""
    county, keeper, clerk = stage.county, stage.by(BUREAU), stage.staff[Role.HANDLER,]
    person = f"/v1/persons/{clerk.person}"
    known = {"contacts": [{"channel": channel, "address": real}]}
    shown = {"contacts": [{"channel": channel, "address": masked}]}
    await stage.post("identity", keeper, f"{person}:change_contacts", **known)

    told = [
        await county.ask("identity", "POST", f"{person}:change_contacts", by, json=shown)
        for by in (keeper, clerk)
    ]

    assert [(each.status_code, each.json()["code"]) for each in told] == [(422, "masked_value")] * 2
    kept = await stage.get("identity", keeper, person)
    assert kept["contacts"] == known["contacts"]


@pytest.mark.parametrize(
    "masked",
    [
        {"name": masking.mask_name("李四")},
        {"contacts": [{"channel": "email", "address": masking.mask_email("li@example.test")}]},
    ],
)
async def test_nobody_is_entered_under_a_masked_name_or_address(
    stage: Stage, masked: dict[str, Any]
) -> None:
    login = f"masked.{stage.county.here}"
    entered = {"login": login, "name": "李四"} | masked

    told = await stage.county.ask("identity", "POST", "/v1/persons", stage.by(BUREAU), json=entered)

    assert (told.status_code, told.json()["code"]) == (422, "masked_value")
    listed = await stage.get("identity", stage.by(BUREAU), "/v1/persons?page_size=200")
    assert login not in {person["login"] for person in listed["persons"]}


async def test_what_is_shown_of_a_party_is_masked_for_everybody(stage: Stage) -> None:
    """Who wants to see more says why, and that is kept."""
    path = f"/v1/matters/{stage.things['forwarded'].id}"
    for organ in (BUREAU, LEAD, CO_HANDLER):
        shown = await stage.county.ask("intake", "GET", path, stage.by(organ))
        parties = str(shown.json()["parties"])

        assert PETITIONER["name"] not in parties
        assert PETITIONER["phone"] not in parties


# Not found and not theirs look alike


@pytest.fixture(scope="module")
async def holidays_known(stage: Stage) -> AsyncIterator[Stage]:
    """Services look at them again each second, whoever asks for what: here they do it once."""
    await asyncio.sleep(calendars.REMEMBERED_SECONDS)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(calendars, "REMEMBERED_SECONDS", 3600.0)
        yield stage


@pytest.mark.parametrize("rule", ON_A_THING, ids=lambda r: f"{r.service}.{r.operation}")
async def test_what_one_may_not_see_looks_like_what_is_not_there(stage: Stage, rule: Rule) -> None:
    """An open one of others, a sealed one, one of another county, and none at all."""
    attempt = attempt_on(stage, rule)
    nothing, hidden = await _hidden(attempt)

    missing = await _bare(attempt, *nothing)
    told = [await _bare(attempt, *each) for each in hidden.values()]

    assert missing[0] == 404
    assert all(each == missing for each in told)


@pytest.mark.parametrize("rule", ON_A_THING, ids=lambda r: f"{r.service}.{r.operation}")
async def test_what_one_may_not_see_takes_no_more_work_than_what_is_not_there(
    holidays_known: Stage, rule: Rule
) -> None:
    """Whoever measured how long it takes would learn nothing. Counted, since clocks waver."""
    attempt = attempt_on(holidays_known, rule)
    nothing, hidden = await _hidden(attempt)
    for _, knocker in (nothing, *hidden.values()):
        await _bare(attempt, nothing[0], knocker)

    missing = await _work(attempt, nothing)
    done = {name: await _work(attempt, each) for name, each in hidden.items()}

    assert missing
    assert done == dict.fromkeys(done, missing)


@pytest.mark.parametrize("part", ["attachment", "party"])
async def test_a_part_of_another_matter_is_not_there(stage: Stage, part: str) -> None:
    """Also under the name of a matter that one may see."""
    bureau, own = stage.by(BUREAU), stage.things["registered"].id
    matters = {"forwarded", "sealed"} if part == "attachment" else {"forwarded", "answered"}
    ids = [stage.things[name].parts[part] for name in matters]
    told = [await _part(stage, bureau, own, part, each) for each in (*ids, str(an_id()))]

    assert [status for status, _ in told] == [404, 404, 404]
    assert told[0] == told[1] == told[2]


async def test_an_order_cannot_feel_for_sealed_matters(stage: Stage) -> None:
    """To the supervisor a sealed matter and none at all are the same."""
    county, supervisor = stage.county, stage.by(BUREAU)
    demand = {"mode": "letter", "organ": LEAD, "ground": "逾期未办"}

    told = [
        _alike(
            await county.ask(
                "evaluation", "POST", "/v1/orders", supervisor, json=demand | {"matter": matter}
            )
        )
        for matter in (
            stage.things["sealed"].id,
            stage.things["supervised"].id,
            str(an_id()),
        )
    ]

    assert told[0][0] == 404
    assert told[0] == told[1] == told[2]


async def test_no_filter_finds_what_no_list_shows(stage: Stage) -> None:
    county, leader = stage.county, stage.county.knocker(Role.LEADER, organ=COUNTY)
    await county.employ(leader)
    sealed = stage.things["sealed"].id
    asked = {
        "intake": ("/v1/matters", {"organ": DISCIPLINE, "page_size": "200"}),
        "mediation": ("/v1/referrals", {"matter": stage.things["mediated"].id}),
        "evaluation": ("/v1/orders", {"matter": stage.things["supervised"].id}),
        "alerts": ("/v1/deadlines", {"organ": DISCIPLINE, "page_size": "200"}),
    }

    for service, (path, query) in asked.items():
        answer = await county.ask(service, "GET", path, leader, params=query)
        assert answer.status_code == 200
        assert sealed not in answer.text
        (listed,) = (value for value in answer.json().values() if isinstance(value, list))
        assert listed == []


async def test_pages_walk_what_one_sees_and_a_made_up_place_opens_nothing(stage: Stage) -> None:
    handler = stage.county.clerks[CO_HANDLER]
    whole = await stage.get("intake", handler, "/v1/matters?page_size=200")
    walked, token = list[str](), ""
    while True:
        page = await stage.get("intake", handler, f"/v1/matters?page_size=2&page_token={token}")
        walked += [line["id"] for line in page["matters"]]
        if not (token := page["next_page_token"]):
            break
    stranger = stage.county.clerks[STRANGER]
    first = await stage.get("intake", handler, "/v1/matters?page_size=1")
    borrowed = await stage.get(
        "intake", stranger, f"/v1/matters?page_token={first['next_page_token']}"
    )

    assert walked == [line["id"] for line in whole["matters"]]
    assert set(whole) == {"matters", "next_page_token"}, "a total counts what one may not see"
    assert {line["id"] for line in borrowed["matters"]}.isdisjoint(walked)


async def test_likely_duplicates_are_ones_that_one_may_see(stage: Stage) -> None:
    """All letters of this stage say the same; some of them are sealed."""
    hidden = {thing.id for thing in stage.things.values() if thing.sealed}
    for organ in (BUREAU, LEAD, RETURNED):
        clerk = stage.county.knocker(Role.HANDLER, organ=organ)
        await stage.county.employ(clerk)
        matter = stage.things["forwarded"].id
        found = await stage.get("intake", clerk, f"/v1/matters/{matter}/duplicates")
        assert hidden.isdisjoint(one["matter"]["id"] for one in found["duplicates"])


async def test_a_refusal_over_grpc_says_no_more_than_over_http(stage: Stage) -> None:
    stranger = stage.county.clerks[STRANGER]
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await IntakeServiceStub(stage.county.channel).GetMatter(
            pb.GetMatterRequest(matter_id=stage.things["forwarded"].id),
            metadata=(*stage.county.metadata(stranger), ("accept-language", "en")),
        )
    path = f"/v1/matters/{stage.things['forwarded'].id}"
    told = (await stage.county.ask("intake", "GET", path, stranger)).json()

    assert refused.value.details() == told["detail"]
    assert stage.things["forwarded"].id not in str(refused.value)


# An answer given before is shown under the rights of today


async def test_a_repeated_request_is_answered_under_the_rights_of_its_asker_now(
    stage: Stage,
) -> None:
    """The same person with the same key, in a post that sees nothing of it any more."""
    county = stage.county
    receiver = Knocker(an_id(), (Role.RECEIVER,), BUREAU, county.here)
    await county.employ(receiver)
    sent = {"Idempotency-Key": "register-once"}
    first = await county.ask("intake", "POST", "/v1/petitions", receiver, headers=sent, json=LETTER)
    matter = first.json()["id"]
    again = await county.ask("intake", "POST", "/v1/petitions", receiver, headers=sent, json=LETTER)
    assert (again.status_code, again.headers["idempotency-replayed"]) == (200, "true")
    assert again.json()["id"] == matter
    await stage.do(stage.by(BUREAU), matter, "classify", **ACCUSATION, respondents=[RETURNED])

    sealed = await county.ask(
        "intake", "POST", "/v1/petitions", receiver, headers=sent, json=LETTER
    )

    assert (sealed.status_code, sealed.json()["code"]) == (404, "no_such_matter")
    assert "query_code" not in sealed.text


async def test_a_key_is_ones_own(stage: Stage) -> None:
    """Somebody else's request under the same key is another request."""
    county = stage.county
    sent = {"Idempotency-Key": "a key that two people thought of"}
    ids = []
    for organ in (BUREAU, STRANGER):
        answer = await county.ask(
            "intake", "POST", "/v1/petitions", stage.by(organ), headers=sent, json=LETTER
        )
        assert answer.status_code == 201
        ids.append(answer.json()["id"])

    assert ids[0] != ids[1]


# The petitioner's door


async def test_guessing_a_code_is_slow_whoever_one_says_to_be(stage: Stage) -> None:
    """From one address; and at one beginning of a code, from any."""
    app = stage.county.services["intake"].rest
    statuses: dict[str, list[int]] = {"one address": [], "one beginning": []}
    async with _from("10.0.0.1", app) as browser:
        for number in range(25):
            headers = {"X-Forwarded-For": f"192.0.2.{number}"}
            code = f"{chr(65 + number)}AAA-BBBB-CCCC-DDDD"
            answer = await _progress(stage, browser, code, headers)
            statuses["one address"].append(answer.status_code)
        assert int(answer.headers["retry-after"]) > 0
    for number in range(15):
        async with _from(f"10.0.1.{number}", app) as browser:
            answer = await _progress(stage, browser, f"ZZZZ-BBBB-CCCC-{number:04}")
            statuses["one beginning"].append(answer.status_code)

    assert statuses["one address"] == [404] * 20 + [429] * 5
    assert statuses["one beginning"] == [404] * 10 + [429] * 5


async def test_a_wrong_code_looks_the_same_whatever_it_is_near_to(stage: Stage) -> None:
    app = stage.county.services["intake"].rest
    code = stage.codes["forwarded"]
    near = code[:-1] + ("A" if code[-1] != "A" else "B")
    async with _from("10.0.2.1", app) as browser:
        told = [
            _alike(await _progress(stage, browser, near)),
            _alike(await _progress(stage, browser, "")),
            _alike(await _progress(stage, browser, code, place=stage.county.elsewhere)),
        ]

    assert told[0][0] == 404
    assert told[0] == told[1] == told[2]


@pytest.mark.parametrize("operation", ["get_progress", "rate_matter"])
async def test_the_code_opens_whoever_asks_and_nothing_opens_instead(
    stage: Stage, operation: str
) -> None:
    """No role of the staff has a part in it, nor in what the petitioner says of them."""
    door = doors()["intake", operation]
    staff = [stage.county.knocker(*roles) for roles in each_role()]
    await stage.county.employ(*staff)
    told: dict[str, list[int]] = {}
    for number, (who, code) in enumerate(zip([None, *staff], cycle(stage.codes.values()))):
        token = {"authorization": f"Bearer {stage.county.token(who)}"} if who else {}
        said = {"of": "office", "organ": BUREAU, "mark": "satisfied"}
        wrong = f"{chr(65 + number)}CCC-DDDD-EEEE-FFFF"
        address = f"10.0.5.{number}"
        async with _from(address, stage.county.services["intake"].rest) as browser, nothing_kept():
            for tried in (code, wrong):
                form = {"code": tried, "jurisdiction": stage.county.here}
                if operation == "rate_matter":
                    form |= said
                answer = await browser.request(door.verb, door.path, json=form, headers=token)
                told.setdefault(str(who), []).append(answer.status_code)

    wanted = {200} if operation == "get_progress" else {200, 409}
    assert {opened for opened, _ in told.values()} == wanted
    assert {shut for _, shut in told.values()} == {404}


@pytest.mark.parametrize("name", ["forwarded", "closed", "sealed"])
async def test_the_petitioner_is_told_the_way_of_the_matter_and_no_more(
    stage: Stage, name: str
) -> None:
    """Whoever finds the slip of paper learns no name, no word of the letter and no id."""
    thing = stage.things[name]
    async with _from(f"10.0.3.{len(name)}", stage.county.services["intake"].rest) as browser:
        answer = await _progress(stage, browser, stage.codes[name])

    assert answer.status_code == 200
    assert answer.json()["steps"]
    for secret in (
        thing.id,
        *map(str, thing.parts.values()),
        PETITIONER["name"],
        PETITIONER["phone"],
        LETTER["title"],
        LETTER["body"],
        str(stage.by(BUREAU).person),
        "barred",
        "readers",
    ):
        assert len(secret) < 3 or secret not in answer.text
    if thing.sealed:
        assert answer.json()["reveals"] == []


async def test_whoever_opened_a_partys_data_is_told_to_the_petitioner(stage: Stage) -> None:
    matter = stage.things["target"]
    path = f"/v1/matters/{matter.id}/parties/{matter.parts['party']}:reveal"
    await stage.post("intake", stage.by(LEAD), path, purpose="核实住址")
    async with _from("10.0.4.1", stage.county.services["intake"].rest) as browser:
        answer = await _progress(stage, browser, stage.codes["target"])

    (reveal,) = (each for each in answer.json()["reveals"] if each["purpose"] == "核实住址")
    assert reveal["organ"] == LEAD
    assert str(stage.by(LEAD).person) not in answer.text


async def _verb(stage: Stage, by: Knocker, matter: str, verb: str, **body: object) -> Response:
    return await stage.county.ask("intake", "POST", f"/v1/matters/{matter}:{verb}", by, json=body)


async def _progress(
    stage: Stage,
    browser: AsyncClient,
    code: str,
    headers: Mapping[str, str] | None = None,
    place: str = "",
) -> Response:
    asked = {"code": code, "jurisdiction": place or stage.county.here}
    return await browser.post("/v1/progress", json=asked, headers=headers)


def _from(address: str, app: Any) -> AsyncClient:
    transport = ASGITransport(app, client=(address, 1))
    return AsyncClient(transport=transport, base_url="http://door.test")


async def _part(stage: Stage, by: Knocker, matter: str, part: str, id_: str) -> tuple[int, Any]:
    if part == "attachment":
        path = f"/v1/matters/{matter}/attachments/{id_}"
        return _alike(await stage.county.ask("intake", "GET", path, by))
    path = f"/v1/matters/{matter}/parties/{id_}:reveal"
    return _alike(await stage.county.ask("intake", "POST", path, by, json={"purpose": "核实"}))


Tried = tuple[Thing | None, Knocker]


async def _hidden(attempt: Attempt) -> tuple[Tried, dict[str, Tried]]:
    """Nothing at all, and what is there for others: each with somebody who may not see it."""
    county, rule, thing = attempt.stage.county, attempt.rule, attempt.thing
    asks = county.clerks[STRANGER]
    sees_all_open = not rule.allows(asks.permissions)
    stranger = county.everybody[STRANGER] if sees_all_open else asks
    abroad = county.knocker(*stranger.roles, place=county.elsewhere)
    await county.employ(abroad)
    nothing = Thing(str(an_id()), {}, county.here, parts=_other_ids(thing))
    hidden: dict[str, Tried] = {
        "sealed": (attempt.stage.things[SEALED[rule.of]], stranger),
        "abroad": (thing, abroad),
    }
    if not sees_all_open:
        hidden["of others"] = (thing, stranger)
    return (nothing, stranger), hidden


async def _work(attempt: Attempt, tried: Tried) -> list[str]:
    """Each statement that was sent, and each key or text that the vault opened, in order."""
    engine = attempt.stage.county.services[attempt.rule.service].engine.sync_engine
    done: list[str] = []

    def sent(*told: Any) -> None:
        done.append(told[2])

    event.listen(engine, "before_cursor_execute", sent)
    with pytest.MonkeyPatch.context() as opening:
        for name in ("unwrap", "open"):
            opening.setattr(Vault, name, _noted(getattr(Vault, name), name, done))
        assert (await _bare(attempt, *tried))[0] == 404
    event.remove(engine, "before_cursor_execute", sent)
    return done


def _noted(does: Callable[..., Any], name: str, done: list[str]) -> Callable[..., Any]:
    def noted(*told: Any) -> Any:
        done.append(name)
        return does(*told)

    return noted


async def _bare(attempt: Attempt, thing: Thing | None, by: Knocker) -> tuple[int, Any]:
    """Status and everything said beside the request's own number."""
    answer = await Attempt(attempt.stage, attempt.rule, thing, attempt.path, attempt.query).by(by)
    if isinstance(answer.told, grpc.aio.AioRpcError):
        trailer: Any = answer.told.trailing_metadata()
        details = Status.FromString(dict(trailer)["grpc-status-details-bin"])
        return answer.status, str(details)
    return answer.status, {name: said for name, said in answer.told.items() if name != "request_id"}


def _alike(answer: Response) -> tuple[int, Any]:
    body = {name: said for name, said in answer.json().items() if name != "request_id"}
    headers = {name for name in answer.headers if name != "x-request-id"}
    return answer.status_code, (body, headers)


def _other_ids(thing: Thing | None) -> dict[str, str]:
    """Parts of the same names, that are nowhere."""
    parts = thing.parts if thing else {}
    return {name: id_ if name == "document" else str(an_id()) for name, id_ in parts.items()}
