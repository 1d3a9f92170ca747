"""People and machines sign in at a real Keycloak, by configuration alone; their posts are here."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
import httpx
import pytest

from chassis import runtime
from chassis.kernel import Unavailable
from chassis.peers import Credentials, Peers
from chassis.runtime import Platform
from launch import assembly
from launch.answers import SignInFailed
from launch.client import browser
from launch.database import create_database
from launch.embedded import embedded
from launch.founding import found_places
from launch.passwords import PASSWORDS
from launch.ports import free_port
from launch.settings import Settings
from launch.signin import refresh, sign_in
from onedoor.identity.v1 import identity_service_pb2 as pb
from onedoor.identity.v1.identity_service_pb2_grpc import IdentityServiceStub
from tests.builders import SHELF, an_id, somewhere
from tests.keycloak import (
    PROVISIONING_SECRET,
    Browser,
    Realm,
    a_browser,
    a_realm,
    claims,
    header,
    sent_back,
)
from tools.keycloak import Keycloak

pytestmark = pytest.mark.engines

PLACE = "420881"
PASSWORD = "推开这一扇门 2026"
PATIENCE_SECONDS = 15
START_SECONDS = 60


@pytest.fixture(scope="module")
def realm(keycloak: Keycloak) -> Realm:
    return a_realm(keycloak, f"journey-{somewhere()}")


@dataclass(frozen=True, slots=True)
class Door:
    """The platform behind its own doors, and who may enter first."""

    platform: Platform
    address: str
    http: httpx.AsyncClient
    administrator: str = field(repr=False)

    async def ask(self, method: str, path: str, token: str, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
        return await self.http.request(method, f"{self.address}{path}", headers=headers, **more)

    async def ask_until(self, status: int, path: str, token: str) -> httpx.Response:
        """What was decided elsewhere arrives a moment later."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while (answer := await self.ask("GET", path, token)).status_code != status:
                await asyncio.sleep(0.2)
        return answer


@pytest.fixture(scope="module")
async def door(realm: Realm, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    """Identity and intake as `onedoor serve` runs them; the environment names the realm."""
    data = tmp_path_factory.mktemp("onedoor")
    with pytest.MonkeyPatch.context() as environment, embedded(data) as house:
        environment.setenv("ONEDOOR_ISSUER", realm.issuer)
        environment.setenv("ONEDOOR_ISSUER_PERSON_CLAIM", "person_id")
        environment.setenv("IDENTITY_REALM_SECRET", PROVISIONING_SECRET)
        chosen = Settings(data=data, http_port=free_port(), grpc_port=free_port())
        settings = chosen.on(house.engines, house.client_secrets)
        await create_database(house.engines.admin)
        await assembly.migrate(house.engines)
        platform = assembly.platform(settings)
        await found_places(settings, platform)
        services = [assembly.BUILD[name](platform, SHELF) for name in ("identity", "intake")]
        ready = asyncio.Event()
        running = asyncio.create_task(runtime.run(platform, services, ready))
        words = json.loads((data / PASSWORDS).read_text())
        try:
            await asyncio.wait_for(ready.wait(), START_SECONDS)
            address = f"http://127.0.0.1:{settings.http_port}/api"
            async with httpx.AsyncClient(trust_env=False) as http:
                yield Door(platform, address, http, words["administrator"])
        finally:
            running.cancel()
            await asyncio.wait([running])


@pytest.fixture
def there(realm: Realm) -> Iterator[Browser]:
    with a_browser(realm) as opened:
        yield opened


@dataclass(frozen=True, slots=True)
class Handler:
    login: str
    person: str


@pytest.fixture
async def handler(door: Door, realm: Realm) -> Handler:
    """Entered by the administrator over REST, as any other day."""
    with browser() as http:
        token = sign_in(http, realm.issuer, "administrator", door.administrator).access
    login = f"wang-{an_id().hex[-12:]}"
    post = {"code": f"housing/{login}", "roles": ["handler"]}
    body = {"login": login, "name": "王敏", "posts": [post], "password": PASSWORD}
    entered = await door.ask("POST", "/identity/v1/persons", token, json=body)
    assert entered.status_code == 201, entered.text
    return Handler(login, entered.json()["id"])


def signed_in(realm: Realm, handler: Handler) -> Mapping[str, str]:
    with a_browser(realm) as there:
        tokens: Mapping[str, str] = there.sign_in(handler.login, PASSWORD).json()
    return tokens


async def test_whoever_signs_in_at_keycloak_acts_in_their_post_here(
    door: Door, realm: Realm, handler: Handler
) -> None:
    token = signed_in(realm, handler)["access_token"]
    await door.ask_until(200, "/intake/v1/matters", token)
    me = (await door.ask("GET", "/identity/v1/me", token)).json()

    assert me["id"] == handler.person
    assert [post["code"] for post in me["posts"]] == [f"housing/{handler.login}"]
    assert claims(token)["iss"] == realm.issuer
    forbidden = await door.ask(
        "POST", "/identity/v1/persons", token, json={"login": "x", "name": "x"}
    )
    assert forbidden.status_code == 403


def test_without_a_proof_key_keycloak_gives_no_code(there: Browser) -> None:
    answer = there.open(code_challenge="", code_challenge_method="")

    assert sent_back(answer)["error"] == "invalid_request"


async def test_a_refresh_token_is_good_once_and_its_family_ends_with_the_second_use(
    there: Browser, handler: Handler
) -> None:
    first = there.sign_in(handler.login, PASSWORD).json()
    second = there.refresh(first).json()

    assert second["refresh_token"] != first["refresh_token"]
    assert there.refresh(first).status_code == 400
    assert there.refresh(second).status_code == 400


async def test_signing_out_ends_what_could_be_refreshed(there: Browser, handler: Handler) -> None:
    tokens = there.sign_in(handler.login, PASSWORD).json()

    assert there.sign_out(tokens).status_code == 200
    assert there.refresh(tokens).status_code == 400


async def test_the_command_signs_in_on_the_loopback_and_refreshes(
    realm: Realm, handler: Handler
) -> None:
    with browser() as http:
        tokens = sign_in(http, realm.issuer, handler.login, PASSWORD)
        again = refresh(http, realm.issuer, tokens)

        assert again.access != tokens.access
        with pytest.raises(SignInFailed, match="密码"):
            sign_in(http, realm.issuer, handler.login, "guessed")


async def test_whoever_is_deactivated_here_is_out_there_too(
    door: Door, realm: Realm, there: Browser, handler: Handler
) -> None:
    tokens = there.sign_in(handler.login, PASSWORD).json()
    with browser() as http:
        token = sign_in(http, realm.issuer, "administrator", door.administrator).access
    left = await door.ask("POST", f"/identity/v1/persons/{handler.person}:deactivate", token)

    assert left.status_code == 200, left.text
    assert there.refresh(tokens).status_code == 400
    await door.ask_until(403, "/intake/v1/matters", tokens["access_token"])


async def test_a_service_calls_another_with_a_token_of_keycloak(door: Door, realm: Realm) -> None:
    peers = door.platform.peers("intake")
    metadata = await peers.metadata(PLACE)
    stub = IdentityServiceStub(peers.channel("identity"))
    contacts = await stub.GetContacts(
        pb.GetContactsRequest(posts=["petition-bureau/administrator"]), metadata=metadata
    )
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await stub.ListOrgans(pb.ListOrgansRequest())
    await peers.close()

    assert [one.post for one in contacts.contacts] == ["petition-bureau/administrator"]
    assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED
    by_another_way = Credentials(
        "http://unknown.invalid",
        "service-intake",
        door.platform.settings.client_secrets["intake"],
        token_endpoint=f"{realm.issuer}/protocol/openid-connect/token",
    )
    assert await Peers({}, by_another_way).metadata(PLACE)
    stranger = Peers({}, Credentials(realm.issuer, "service-intake", "guessed"))
    with pytest.raises(Unavailable):
        await stranger.metadata(PLACE)


async def test_a_token_for_somebody_else_is_refused_though_its_issuer_is_trusted(
    door: Door, realm: Realm, there: Browser, handler: Handler
) -> None:
    """The same person, the same realm; an application whose tokens name no audience of ours."""
    other = {
        "clientId": f"other-{somewhere()}",
        "secret": "of another application",
        "directAccessGrantsEnabled": True,
        "defaultClientScopes": [],
        "optionalClientScopes": [],
    }
    realm.operate.create_client(other)
    answer = there.trade(
        grant_type="password",
        client_id=str(other["clientId"]),
        client_secret=str(other["secret"]),
        username=handler.login,
        password=PASSWORD,
    )
    refused = await door.ask("GET", "/identity/v1/me", answer.json()["access_token"])

    assert refused.status_code == 401
    assert refused.json()["code"] == "token_not_valid"
    assert "somebody else" in refused.json()["detail"]


async def test_a_new_signing_key_is_picked_up_while_the_platform_runs(
    door: Door, realm: Realm, handler: Handler
) -> None:
    before = signed_in(realm, handler)["access_token"]
    key = {
        "name": "rotated",
        "providerId": "ecdsa-generated",
        "providerType": "org.keycloak.keys.KeyProvider",
        "config": {"priority": ["200"], "ecdsaEllipticCurveKey": ["P-256"]},
    }
    realm.operate.create_component(key)
    after = signed_in(realm, handler)["access_token"]

    assert header(after)["kid"] != header(before)["kid"]
    await door.ask_until(200, "/identity/v1/me", after)
    assert (await door.ask("GET", "/identity/v1/me", before)).status_code == 200


@pytest.mark.parametrize(
    "path", ["/identity/.well-known/openid-configuration", "/identity/oauth2/authorize"]
)
async def test_the_built_in_issuer_points_to_the_other_one(
    door: Door, realm: Realm, path: str
) -> None:
    refused = await door.http.get(f"{door.address}{path}")

    assert refused.status_code == 404
    assert refused.json()["code"] == "sign_in_elsewhere"
    assert realm.issuer in refused.json()["detail"]


async def test_passwords_are_changed_where_people_sign_in(
    door: Door, realm: Realm, handler: Handler
) -> None:
    token = signed_in(realm, handler)["access_token"]
    await door.ask_until(200, "/identity/v1/me", token)
    refused = await door.ask(
        "POST",
        f"/identity/v1/persons/{handler.person}:set_password",
        token,
        json={"password": "another long one", "current": PASSWORD},
    )

    assert refused.json()["code"] == "sign_in_elsewhere"


def test_the_realm_that_is_handed_out_holds_no_secret_and_no_person() -> None:
    described = json.loads(Path("deploy/keycloak/realm.json").read_text(encoding="utf-8"))

    assert [client for client in described["clients"] if "secret" in client] == []
    assert [user for user in described["users"] if "serviceAccountClientId" not in user] == []
