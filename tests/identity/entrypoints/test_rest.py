"""The organisation over HTTP, with tokens of the issuer and posts of the projection."""

from collections.abc import Mapping
from typing import Any

import pytest
from httpx import AsyncClient, Response

from chassis.runtime import Platform, Service
from services.identity.service import ports_of, rotate_signing_key
from tests.builders import somewhere
from tests.identity.builders import (
    ISSUER,
    PASSWORD,
    a_login,
    bearer,
    catch_up,
    founded,
    sign_in,
    tokens_of,
)

pytestmark = pytest.mark.engines

V1 = f"{ISSUER}/v1"
FORM = {
    "login": "",
    "name": "吴越",
    "contacts": [{"channel": "email", "address": "wu@example.test"}],
    "posts": [{"code": "housing/head", "roles": ["head"]}],
    "password": PASSWORD,
}


@pytest.fixture
async def here(service: Service) -> str:
    here = somewhere()
    await founded(service, here)
    return here


@pytest.fixture
async def admin(browser: AsyncClient, here: str) -> Mapping[str, str]:
    return bearer((await tokens_of(browser, a_login(here, "admin")))["access_token"])


async def zhou(browser: AsyncClient, here: str) -> Mapping[str, str]:
    browser.cookies.clear()
    return bearer((await tokens_of(browser, a_login(here)))["access_token"])


async def entered(
    browser: AsyncClient, admin: Mapping[str, str], here: str, **changed: Any
) -> Response:
    form = FORM | {"login": a_login(here, "wu")} | changed
    return await browser.post(f"{V1}/persons", json=form, headers=admin)


async def test_me_says_who_i_am_and_which_posts_i_may_choose(
    browser: AsyncClient, here: str
) -> None:
    me = (await browser.get(f"{V1}/me", headers=await zhou(browser, here))).json()

    assert (me["name"], me["login"], me["jurisdiction"]) == ("周敏", a_login(here), here)
    (post,) = me["posts"]
    assert (post["code"], post["organ_name"]) == ("housing/handler-1", "市住建局")
    assert "matter:accept" in post["permissions"]


async def test_me_without_a_token_is_told_to_sign_in(browser: AsyncClient) -> None:
    answer = await browser.get(f"{V1}/me")

    assert answer.status_code == 401
    assert answer.json()["code"] == "unauthenticated"


async def test_the_tree_shows_who_stands_below_whom(
    browser: AsyncClient, here: str, admin: Mapping[str, str]
) -> None:
    (county,) = (await browser.get(f"{V1}/organs:tree", headers=admin)).json()

    assert county["code"] == "county"
    assert [branch["code"] for branch in county["below"]] == ["housing", "petition-bureau"]


async def test_organs_are_listed_page_by_page(
    browser: AsyncClient, here: str, admin: Mapping[str, str]
) -> None:
    seen: list[str] = []
    token = ""
    for _ in range(4):
        page = (
            await browser.get(
                f"{V1}/organs", params={"page_size": 1, "page_token": token}, headers=admin
            )
        ).json()
        seen += [organ["code"] for organ in page["organs"]]
        token = page["next_page_token"]

    assert seen == ["county", "housing", "petition-bureau"]
    assert token == ""


async def test_organs_come_and_change_and_each_row_has_its_outcome(
    browser: AsyncClient, here: str, admin: Mapping[str, str]
) -> None:
    rows = [
        {
            "code": "hrss",
            "name": "市人社局",
            "kind": "bureau",
            "level": "county",
            "parent": "county",
        },
        {"code": "housing", "name": "x", "kind": "bureau", "level": "county"},
        {"code": "BAD", "name": "x", "kind": "bureau", "level": "county"},
    ]
    answer = await browser.post(f"{V1}/organs:establish", json=rows, headers=admin)
    outcomes = answer.json()

    assert [row["outcome"] for row in outcomes] == ["established", "there_already", "refused"]
    assert outcomes[2]["refusal"] == "organ_unreadable"
    changed = {
        "name": "市人力资源和社会保障局",
        "kind": "bureau",
        "level": "county",
        "resident": True,
    }
    organ = (await browser.post(f"{V1}/organs/hrss:change", json=changed, headers=admin)).json()
    assert (organ["name"], organ["resident"], organ["version"]) == (changed["name"], True, 2)


async def test_somebody_is_entered_signs_in_and_acts(
    browser: AsyncClient, service: Service, here: str, admin: Mapping[str, str]
) -> None:
    answer = await entered(browser, admin, here)
    await catch_up(service, here)
    browser.cookies.clear()
    head = bearer((await tokens_of(browser, a_login(here, "wu")))["access_token"])

    assert answer.status_code == 201
    assert answer.json()["contacts"] == FORM["contacts"]
    assert (await browser.get(f"{V1}/organs", headers=head)).status_code == 200


async def test_a_repeated_request_is_answered_and_not_done_again(
    browser: AsyncClient, here: str, admin: Mapping[str, str]
) -> None:
    once = {**admin, "Idempotency-Key": "k-1"}
    first, again = [await entered(browser, once, here) for _ in range(2)]

    assert first.json()["id"] == again.json()["id"]
    assert again.headers["idempotency-replayed"] == "true"


async def test_posts_are_given_and_taken_and_gone_within_seconds(
    browser: AsyncClient, service: Service, here: str, admin: Mapping[str, str]
) -> None:
    person = (await entered(browser, admin, here, posts=[])).json()["id"]
    post = {"code": "housing/head", "roles": ["head"]}
    given = await browser.post(f"{V1}/persons/{person}:give_post", json=post, headers=admin)
    taken = await browser.post(
        f"{V1}/persons/{person}:take_post", json={"code": "housing/head"}, headers=admin
    )
    await catch_up(service, here)
    browser.cookies.clear()
    wu = bearer((await tokens_of(browser, a_login(here, "wu")))["access_token"])
    refused = await browser.get(f"{V1}/organs", headers=wu)

    assert [p["code"] for p in given.json()["posts"]] == ["housing/head"]
    assert taken.json()["posts"][0]["until"] == "2026-09-15"
    assert (refused.status_code, refused.json()["code"]) == (403, "no_post_held")
    assert (await browser.get(f"{V1}/me", headers=wu)).json()["posts"] == []


async def test_colleagues_see_names_and_posts_but_neither_addresses_nor_machines(
    browser: AsyncClient, service: Service, here: str, admin: Mapping[str, str]
) -> None:
    await entered(browser, admin, here)
    await catch_up(service, here)
    mine = (await browser.get(f"{V1}/persons", headers=await zhou(browser, here))).json()
    everybody = (await browser.get(f"{V1}/persons", headers=admin)).json()

    by_name = {person["name"]: person for person in mine["persons"]}
    assert set(by_name) == {"周敏", "吴越"}
    assert (by_name["吴越"]["login"], by_name["吴越"]["contacts"]) == (None, [])
    assert by_name["周敏"]["login"] == a_login(here)
    assert len(everybody["persons"]) == 5
    assert all(person["login"] for person in everybody["persons"])


async def test_a_stranger_s_record_is_not_found(
    browser: AsyncClient, here: str, admin: Mapping[str, str]
) -> None:
    everybody = (await browser.get(f"{V1}/persons", headers=admin)).json()["persons"]
    other = next(person for person in everybody if person["login"] == a_login(here, "admin"))
    answer = await browser.get(f"{V1}/persons/{other['id']}", headers=await zhou(browser, here))

    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_person")


async def test_one_changes_one_s_own_addresses_and_password(
    browser: AsyncClient, here: str
) -> None:
    headers = await zhou(browser, here)
    me = (await browser.get(f"{V1}/me", headers=headers)).json()["id"]
    contacts = {"contacts": [{"channel": "phone", "address": "13900000000"}]}
    changed = await browser.post(
        f"{V1}/persons/{me}:change_contacts", json=contacts, headers=headers
    )
    wrong = {"password": "一个全新的长密码 1234", "current": "guess"}
    right = wrong | {"current": PASSWORD}
    address = f"{V1}/persons/{me}:set_password"

    assert changed.json()["contacts"] == contacts["contacts"]
    assert (await browser.post(address, json=wrong, headers=headers)).status_code == 401
    assert (await browser.post(address, json=right, headers=headers)).status_code == 204
    assert (await sign_in(browser, a_login(here), right["password"])).status_code == 303


async def test_a_handler_changes_neither_people_nor_organs(browser: AsyncClient, here: str) -> None:
    headers = await zhou(browser, here)
    answers = [
        await browser.post(f"{V1}/persons", json=FORM | {"login": "x1"}, headers=headers),
        await browser.post(f"{V1}/organs:establish", json=[], headers=headers),
    ]

    assert [answer.json()["code"] for answer in answers] == ["forbidden"] * 2


async def test_a_machine_s_secret_is_shown_once_and_lets_it_in(
    browser: AsyncClient, here: str, admin: Mapping[str, str]
) -> None:
    body = {
        "client_id": a_login(here, "exchange"),
        "name": "省平台交换",
        "post": {"code": "petition-bureau/exchange", "roles": ["importer"]},
    }
    shown = (await browser.post(f"{V1}/clients", json=body, headers=admin)).json()
    form = {"grant_type": "client_credentials"}
    auth = (shown["client_id"], shown["client_secret"])
    answer = await browser.post(f"{ISSUER}/oauth2/token", data=form, auth=auth)
    persons = (await browser.get(f"{V1}/persons", headers=admin)).text

    assert answer.status_code == 200
    assert shown["client_secret"] not in persons


async def test_who_left_is_gone(
    browser: AsyncClient, service: Service, here: str, admin: Mapping[str, str]
) -> None:
    person = (await entered(browser, admin, here)).json()["id"]
    left = await browser.post(f"{V1}/persons/{person}:deactivate", headers=admin)

    assert not left.json()["active"]
    browser.cookies.clear()
    assert (await sign_in(browser, a_login(here, "wu"))).status_code == 401


async def test_the_operator_rotates_the_key_and_the_administrator_of_a_place_cannot(
    browser: AsyncClient, here: str, admin: Mapping[str, str], platform: Platform
) -> None:
    before = (await browser.get(f"{ISSUER}/oauth2/keys")).json()["keys"]
    asked = await browser.post(f"{V1}/signing_keys:rotate", headers=admin)
    same = (await browser.get(f"{ISSUER}/oauth2/keys")).json()["keys"]
    await rotate_signing_key(platform)

    assert (asked.status_code, same) == (404, before)
    engine = platform.engine("identity")
    after = await ports_of(platform, engine).signer.published()
    await engine.dispose()
    assert len({key["kid"] for key in after} - {key["kid"] for key in before}) == 1
    assert (await browser.get(f"{V1}/me", headers=admin)).status_code == 200


async def test_a_wrong_field_is_named_and_its_content_is_not_repeated(
    browser: AsyncClient, here: str, admin: Mapping[str, str]
) -> None:
    answer = await entered(browser, admin, here, posts="13800000000")

    assert answer.status_code == 422
    assert "posts" in answer.text
    assert "13800000000" not in answer.text
