"""The issuer as browsers and applications meet it, on a real PostgreSQL."""

import json
from base64 import urlsafe_b64decode
from uuid import UUID

import pytest
from httpx import AsyncClient, Response
from joserfc import jwt
from joserfc.jwk import KeySet

from chassis.runtime import Platform, Service
from chassis.token import TokenNotValid
from services.identity.usecases import deactivate_person, set_password
from tests.builders import somewhere
from tests.identity.builders import (
    CALLBACK,
    ISSUER,
    PASSWORD,
    SECRET,
    Asked,
    Clock,
    a_login,
    an_administrator,
    answered,
    bearer,
    founded,
    ports_of,
    sign_in,
    tokens_of,
    trade,
)

pytestmark = pytest.mark.engines


@pytest.fixture
async def here(service: Service) -> str:
    here = somewhere()
    await founded(service, here)
    return here


async def refreshed(browser: AsyncClient, token: str, client_id: str = "onedoor-web") -> Response:
    form = {"grant_type": "refresh_token", "refresh_token": token, "client_id": client_id}
    return await browser.post(f"{ISSUER}/oauth2/token", data=form)


async def test_the_discovery_document_names_endpoints_that_answer(browser: AsyncClient) -> None:
    about = (await browser.get(f"{ISSUER}/.well-known/openid-configuration")).json()

    assert about["issuer"] == ISSUER
    assert about["code_challenge_methods_supported"] == ["S256"]
    keys = (await browser.get(about["jwks_uri"])).json()["keys"]
    assert keys
    assert not {"d", "k"} & {name for key in keys for name in key}


async def test_somebody_signs_in_and_the_services_know_who_they_are(
    browser: AsyncClient, platform: Platform, here: str
) -> None:
    answer = answered(await sign_in(browser, a_login(here)))
    issued = (await trade(browser, answer["code"])).json()
    claims = await platform.tokens.verify(issued["access_token"])

    assert (answer["state"], answer["iss"]) == ("st-1", ISSUER)
    assert (claims.jurisdiction, claims.client) == (here, "onedoor-web")
    about = (
        await browser.get(f"{ISSUER}/oauth2/userinfo", headers=bearer(issued["access_token"]))
    ).json()
    assert about["sub"] == str(claims.person)
    assert about["name"] == "周敏"


async def test_the_access_token_lives_ten_minutes_and_says_nothing_of_roles(
    browser: AsyncClient, here: str
) -> None:
    issued = await tokens_of(browser, a_login(here))
    keys = KeySet.import_key_set((await browser.get(f"{ISSUER}/oauth2/keys")).json())
    claims = jwt.decode(issued["access_token"], keys, algorithms=["ES256"]).claims

    assert claims["exp"] - claims["iat"] == 600
    assert claims["aud"] == "onedoor"
    assert set(claims) == {
        "iss", "sub", "aud", "azp", "client_id", "scope", "jurisdiction", "iat", "exp", "jti",
    }  # fmt: skip


async def test_an_id_token_carries_the_nonce_and_opens_no_service(
    browser: AsyncClient, platform: Platform, here: str
) -> None:
    issued = await tokens_of(browser, a_login(here))
    keys = KeySet.import_key_set((await browser.get(f"{ISSUER}/oauth2/keys")).json())

    assert jwt.decode(issued["id_token"], keys, algorithms=["ES256"]).claims["nonce"] == "n-1"
    with pytest.raises(TokenNotValid, match="somebody else"):
        await platform.tokens.verify(issued["id_token"])


async def test_whoever_is_signed_in_is_not_asked_again(browser: AsyncClient, here: str) -> None:
    await sign_in(browser, a_login(here))

    again = await browser.get(f"{ISSUER}/oauth2/authorize", params=Asked().but())
    assert "code" in answered(again)
    anew = await browser.get(f"{ISSUER}/oauth2/authorize", params=Asked().but(prompt="login"))
    assert anew.status_code == 200


async def test_without_a_sign_in_prompt_none_says_so_to_the_application(
    browser: AsyncClient,
) -> None:
    answer = await browser.get(f"{ISSUER}/oauth2/authorize", params=Asked().but(prompt="none"))

    assert answered(answer)["error"] == "login_required"


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": "http://door.test/callback/"},
        {"redirect_uri": "https://door.test/callback"},
        {"redirect_uri": "http://door.test.evil.test/callback"},
        {"redirect_uri": "http://door.test/callback?x=1"},
        {"client_id": "somebody-else"},
    ],
)
async def test_nothing_is_sent_to_an_address_that_is_not_registered(
    browser: AsyncClient, changed: dict[str, str]
) -> None:
    page = await browser.get(f"{ISSUER}/oauth2/authorize", params=Asked().but(**changed))

    assert page.status_code == 400
    assert "location" not in page.headers
    assert "无法继续" in page.text


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
    ],
)
async def test_the_application_is_told_what_is_wrong_with_its_request(
    browser: AsyncClient, changed: dict[str, str], error: str
) -> None:
    answer = await browser.get(f"{ISSUER}/oauth2/authorize", params=Asked().but(**changed))

    assert answered(answer)["error"] == error


async def test_the_command_line_comes_back_on_any_port_of_this_machine(
    browser: AsyncClient, here: str
) -> None:
    back = "http://127.0.0.1:53682/callback"
    answer = await sign_in(browser, a_login(here), client_id="onedoor-cli", redirect_uri=back)
    issued = await trade(
        browser, answered(answer)["code"], client_id="onedoor-cli", redirect_uri=back
    )

    assert answer.headers["location"].startswith(f"{back}?")
    assert issued.status_code == 200


@pytest.mark.parametrize(
    "changed",
    [
        {"code_verifier": "w" * 43},
        {"code_verifier": ""},
        {"redirect_uri": "http://door.test/elsewhere"},
        {"client_id": "onedoor-cli"},
    ],
)
async def test_a_code_serves_only_who_asked_for_it_and_gets_one_try(
    browser: AsyncClient, here: str, changed: dict[str, str]
) -> None:
    code = answered(await sign_in(browser, a_login(here)))["code"]

    stolen = await trade(browser, code, **changed)
    assert (stolen.status_code, stolen.json()["error"]) == (400, "invalid_grant")
    assert (await trade(browser, code)).json()["error"] == "invalid_grant"


async def test_a_code_lives_a_minute(browser: AsyncClient, clock: Clock, here: str) -> None:
    code = answered(await sign_in(browser, a_login(here)))["code"]
    clock.pass_(60)

    assert (await trade(browser, code)).json()["error"] == "invalid_grant"


async def test_a_code_that_comes_twice_ends_what_it_was_first_traded_for(
    browser: AsyncClient, here: str
) -> None:
    code = answered(await sign_in(browser, a_login(here)))["code"]
    issued = (await trade(browser, code)).json()

    assert (await trade(browser, code)).json()["error"] == "invalid_grant"
    assert (await refreshed(browser, issued["refresh_token"])).json()["error"] == "invalid_grant"


async def test_a_refresh_token_is_traded_for_the_next_one(
    browser: AsyncClient, clock: Clock, platform: Platform, here: str
) -> None:
    first = await tokens_of(browser, a_login(here))
    clock.pass_(3600)
    second = (await refreshed(browser, first["refresh_token"])).json()
    third = (await refreshed(browser, second["refresh_token"])).json()

    assert len({t["refresh_token"] for t in (first, second, third)}) == 3
    assert (await platform.tokens.verify(third["access_token"])).jurisdiction == here


async def test_a_refresh_token_that_comes_twice_ends_its_whole_family(
    browser: AsyncClient, here: str
) -> None:
    first = await tokens_of(browser, a_login(here))
    second = (await refreshed(browser, first["refresh_token"])).json()

    assert (await refreshed(browser, first["refresh_token"])).json()["error"] == "invalid_grant"
    assert (await refreshed(browser, second["refresh_token"])).json()["error"] == "invalid_grant"


async def test_a_refresh_token_serves_only_its_application(browser: AsyncClient, here: str) -> None:
    issued = await tokens_of(browser, a_login(here))

    stolen = await refreshed(browser, issued["refresh_token"], "onedoor-cli")
    assert stolen.json()["error"] == "invalid_grant"


async def test_a_refresh_token_unused_for_a_working_day_is_worthless(
    browser: AsyncClient, clock: Clock, here: str
) -> None:
    issued = await tokens_of(browser, a_login(here))
    clock.pass_(12 * 3600)

    assert (await refreshed(browser, issued["refresh_token"])).status_code == 400


async def test_a_returned_token_ends_its_family(browser: AsyncClient, here: str) -> None:
    issued = await tokens_of(browser, a_login(here))
    form = {"token": issued["refresh_token"], "client_id": "onedoor-web"}

    assert (await browser.post(f"{ISSUER}/oauth2/revoke", data=form)).status_code == 200
    assert (await refreshed(browser, issued["refresh_token"])).status_code == 400


async def test_signing_out_ends_session_and_grants(browser: AsyncClient, here: str) -> None:
    issued = await tokens_of(browser, a_login(here))
    sent = {
        "id_token_hint": issued["id_token"],
        "post_logout_redirect_uri": "http://door.test/",
        "state": "bye",
    }
    answer = await browser.get(f"{ISSUER}/oauth2/sign_out", params=sent)

    assert answer.headers["location"] == "http://door.test/?state=bye"
    asked = await browser.get(f"{ISSUER}/oauth2/authorize", params=Asked().but())
    assert asked.status_code == 200
    assert (await refreshed(browser, issued["refresh_token"])).status_code == 400


async def test_signing_out_without_a_hint_asks_the_person_first(
    browser: AsyncClient, here: str
) -> None:
    issued = await tokens_of(browser, a_login(here))
    page = await browser.get(f"{ISSUER}/oauth2/sign_out")
    still = (await refreshed(browser, issued["refresh_token"])).json()
    token = page.text.split('name="form_token" value="')[1].partition('"')[0]
    done = await browser.post(f"{ISSUER}/oauth2/sign_out", data={"form_token": token})

    assert "已退出登录" in done.text
    assert (await refreshed(browser, still["refresh_token"])).status_code == 400


async def test_nobody_is_sent_to_an_unregistered_address_after_signing_out(
    browser: AsyncClient, here: str
) -> None:
    issued = await tokens_of(browser, a_login(here))
    sent = {"id_token_hint": issued["id_token"], "post_logout_redirect_uri": "http://evil.test/"}
    page = await browser.get(f"{ISSUER}/oauth2/sign_out", params=sent)

    assert page.status_code == 400
    assert (await refreshed(browser, issued["refresh_token"])).status_code == 200


async def test_a_wrong_password_is_told_on_the_page_and_keeps_the_login_name(
    browser: AsyncClient, here: str
) -> None:
    page = await sign_in(browser, a_login(here), "not the password")

    assert page.status_code == 401
    assert "登录名或密码不正确" in page.text
    assert f'value="{a_login(here)}"' in page.text
    assert "not the password" not in page.text


async def test_after_five_failures_the_page_says_how_long_to_wait(
    browser: AsyncClient, clock: Clock, here: str
) -> None:
    for _ in range(5):
        await sign_in(browser, a_login(here), "guess")

    page = await sign_in(browser, a_login(here))
    assert page.status_code == 429
    assert page.headers["retry-after"] == "15"
    assert "请在 15 秒后再试" in page.text
    clock.pass_(15)
    assert "code" in answered(await sign_in(browser, a_login(here)))


async def test_a_name_nobody_has_is_locked_like_one_that_somebody_has(
    browser: AsyncClient,
) -> None:
    nobody = a_login(somewhere(), "nobody")
    pages = [await sign_in(browser, nobody, "guess") for _ in range(6)]

    assert [page.status_code for page in pages] == [401] * 5 + [429]


async def test_a_success_clears_the_account(browser: AsyncClient, here: str) -> None:
    for _ in range(3):
        for _ in range(4):
            await sign_in(browser, a_login(here), "guess")
        assert "code" in answered(await sign_in(browser, a_login(here), prompt="login"))
        browser.cookies.clear()


async def test_a_form_of_somebody_else_s_page_is_not_taken(browser: AsyncClient, here: str) -> None:
    sent = Asked().but()
    await browser.get(f"{ISSUER}/oauth2/authorize", params=sent)
    form = {"login": a_login(here), "password": PASSWORD, "form_token": "guessed"}
    page = await browser.post(f"{ISSUER}/oauth2/authorize", params=sent, data=form)

    assert page.status_code == 400
    assert "页面已失效" in page.text


async def test_a_form_from_another_origin_is_not_taken(browser: AsyncClient, here: str) -> None:
    browser.headers["Origin"] = "http://evil.test"

    assert (await sign_in(browser, a_login(here))).status_code == 400


async def test_the_page_speaks_chinese_first_and_english_on_demand(browser: AsyncClient) -> None:
    zh = await browser.get(f"{ISSUER}/oauth2/authorize", params=Asked().but())
    en = await browser.get(
        f"{ISSUER}/oauth2/authorize", params=Asked().but() | {"ui_locales": "en"}
    )

    assert '<html lang="zh-CN">' in zh.text
    assert '<html lang="en">' in en.text
    assert "登录名" in zh.text
    assert "Login name" in en.text


async def test_the_page_needs_no_script_and_nothing_from_outside(browser: AsyncClient) -> None:
    page = await browser.get(f"{ISSUER}/oauth2/authorize", params=Asked().but())
    policy = page.headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert f"form-action 'self' {CALLBACK.removesuffix('/callback')}" in policy
    assert "frame-ancestors 'none'" in policy
    assert not {"<script", "<img", "<link", "src="} & set(page.text.split())
    assert page.headers["cache-control"] == "no-store"


async def test_what_a_stranger_writes_is_shown_as_text(browser: AsyncClient) -> None:
    page = await sign_in(browser, "<script>alert(1)</script>", "guess")

    assert "<script>" not in page.text


async def test_cookies_are_kept_from_scripts_and_other_sites(
    browser: AsyncClient, here: str
) -> None:
    answer = await sign_in(browser, a_login(here))
    cookie = answer.headers["set-cookie"].lower()

    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/api/identity" in cookie


async def test_a_machine_signs_in_with_its_secret_in_the_form_or_by_basic(
    browser: AsyncClient, platform: Platform, here: str
) -> None:
    client = a_login(here, "hotline")
    form = {"grant_type": "client_credentials"}
    named = form | {"client_id": client, "client_secret": SECRET}
    in_form = await browser.post(f"{ISSUER}/oauth2/token", data=named)
    by_basic = await browser.post(f"{ISSUER}/oauth2/token", data=form, auth=(client, SECRET))

    assert "refresh_token" not in in_form.json()
    claims = await platform.tokens.verify(by_basic.json()["access_token"])
    assert (claims.jurisdiction, claims.client) == (here, client)


@pytest.mark.parametrize("who", ["hotline", "zhou", "nobody"])
async def test_a_wrong_secret_a_person_and_a_stranger_are_refused_alike(
    browser: AsyncClient, here: str, who: str
) -> None:
    """A person's password opens the sign-in page, not the machines' door."""
    form = {
        "grant_type": "client_credentials",
        "client_id": a_login(here, who),
        "client_secret": PASSWORD,
    }
    answer = await browser.post(f"{ISSUER}/oauth2/token", data=form)

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_a_machine_cannot_use_the_sign_in_page(browser: AsyncClient, here: str) -> None:
    assert (await sign_in(browser, a_login(here, "hotline"), SECRET)).status_code == 401


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "password", "client_id": "onedoor-web"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token", "client_id": "somebody-else"}, "invalid_client"),
        ({"grant_type": "refresh_token", "client_id": "onedoor-web"}, "invalid_grant"),
        ({}, "unsupported_grant_type"),
    ],
)
async def test_the_token_endpoint_refuses_in_the_words_of_oauth(
    browser: AsyncClient, form: dict[str, str], error: str
) -> None:
    answer = await browser.post(f"{ISSUER}/oauth2/token", data=form)

    assert answer.json()["error"] == error
    assert answer.headers["cache-control"] == "no-store"


async def test_a_parameter_that_comes_twice_is_refused(browser: AsyncClient) -> None:
    twice = "grant_type=refresh_token&grant_type=password"
    answer = await browser.post(
        f"{ISSUER}/oauth2/token",
        content=twice,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert answer.json()["error"] == "invalid_request"


async def test_tokens_signed_before_a_rotation_stay_good_until_they_run_out(
    browser: AsyncClient, platform: Platform, service: Service, clock: Clock, here: str
) -> None:
    before = await tokens_of(browser, a_login(here))
    signer = ports_of(service).signer
    assert await signer.rotate(clock(), only_if_due=False)
    after = (await refreshed(browser, before["refresh_token"])).json()
    kids = [json.loads(_header(t["access_token"]))["kid"] for t in (before, after)]

    assert kids[0] != kids[1]
    clock.pass_(6)  # a service asks for unknown keys at most every few seconds
    for issued in (before, after):
        assert (await platform.tokens.verify(issued["access_token"])).jurisdiction == here
    published = [key["kid"] for key in await signer.published()]
    assert set(kids) <= set(published)
    clock.pass_(3600)
    assert kids[0] not in [key["kid"] for key in await signer.published()]


async def test_a_young_key_is_not_rotated_by_the_clock(service: Service, clock: Clock) -> None:
    signer = ports_of(service).signer
    await signer.rotate(clock(), only_if_due=False)

    assert not await signer.rotate(clock(), only_if_due=True)


async def test_a_new_password_ends_what_the_old_one_opened(
    browser: AsyncClient, service: Service, platform: Platform, here: str
) -> None:
    issued = await tokens_of(browser, a_login(here))
    person = (await platform.tokens.verify(issued["access_token"])).person
    await set_password(ports_of(service), an_administrator(here), person, "一个全新的长密码 1234")

    assert (await refreshed(browser, issued["refresh_token"])).status_code == 400
    assert (await sign_in(browser, a_login(here))).status_code == 401


async def test_whoever_left_cannot_sign_in_any_more(
    browser: AsyncClient, service: Service, platform: Platform, here: str
) -> None:
    issued = await tokens_of(browser, a_login(here))
    person: UUID = (await platform.tokens.verify(issued["access_token"])).person
    await deactivate_person(ports_of(service), an_administrator(here), person)

    assert (await refreshed(browser, issued["refresh_token"])).status_code == 400
    assert (await sign_in(browser, a_login(here), prompt="login")).status_code == 401


def _header(token: str) -> bytes:

    part = token.partition(".")[0]
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))
