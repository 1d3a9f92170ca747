"""A realm of a real Keycloak learns who somebody is and that they may sign in, and no more."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import httpx
import pytest

from launch.answers import SignInFailed
from launch.client import browser
from launch.signin import sign_in, sign_in_machine
from services.identity.adapters.keycloak import KeycloakRealm
from services.identity.domain.errors import RealmAway, RealmRefused
from services.identity.domain.founder import founder
from services.identity.domain.person import Person
from tests.builders import NOON, an_id, somewhere
from tests.identity.builders import PASSWORD, SECRET, a_login, a_person
from tests.keycloak import PROVISIONING, PROVISIONING_SECRET, Realm, a_realm, claims
from tools.keycloak import Keycloak

pytestmark = pytest.mark.engines


@pytest.fixture(scope="module")
def realm(keycloak: Keycloak) -> Realm:
    return a_realm(keycloak, f"adapter-{somewhere()}")


@pytest.fixture
def port(realm: Realm) -> KeycloakRealm:
    return KeycloakRealm(realm.issuer, PROVISIONING, PROVISIONING_SECRET)


def somebody(*, machine: bool = False) -> Person:
    here = somewhere()
    return replace(a_person(here, machine=machine), login=a_login(here))


def account_of(realm: Realm, person: Person) -> Mapping[str, Any]:
    (account,) = realm.operate.get_users({"username": person.login, "exact": True})
    told: Mapping[str, Any] = account
    return told


def deactivated(person: Person) -> Person:
    person.deactivate(by=founder(person.jurisdiction), now=NOON)
    return person


async def test_a_realm_learns_the_login_name_and_two_codes(
    realm: Realm, port: KeycloakRealm
) -> None:
    person = somebody()
    await port.admit(person, PASSWORD)

    account = account_of(realm, person)
    assert account["attributes"] == {
        "person_id": [str(person.id)],
        "jurisdiction": [person.jurisdiction],
    }
    assert not {"email", "firstName", "lastName"} & account.keys()
    roles = realm.operate.get_all_roles_of_user(account["id"])
    assert "clientMappings" not in roles
    assert [role["name"] for role in roles["realmMappings"]] == [
        f"default-roles-{realm.operate.get_current_realm()}"
    ]


async def test_a_token_of_theirs_names_person_place_and_audience(
    realm: Realm, port: KeycloakRealm
) -> None:
    person = somebody()
    await port.admit(person, PASSWORD)

    with browser() as http:
        told = claims(sign_in(http, realm.issuer, person.login, PASSWORD).access)

    assert told["person_id"] == str(person.id)
    assert (told["jurisdiction"], told["aud"]) == (person.jurisdiction, "onedoor")
    assert not {"realm_access", "resource_access", "name", "preferred_username"} & told.keys()


async def test_whoever_is_admitted_again_keeps_password_and_what_else_is_known(
    realm: Realm, port: KeycloakRealm
) -> None:
    person = somebody()
    await port.admit(person, PASSWORD)
    account = account_of(realm, person)
    realm.operate.update_user(account["id"], {**account, "email": "zhou@example.test"})
    again = replace(person, id=an_id())
    await port.admit(again)

    account = account_of(realm, again)
    assert account["email"] == "zhou@example.test"
    assert account["attributes"]["person_id"] == [str(again.id)]
    with browser() as http:
        assert sign_in(http, realm.issuer, person.login, PASSWORD).access


async def test_whoever_is_shut_out_signs_in_no_more(realm: Realm, port: KeycloakRealm) -> None:
    person = somebody()
    await port.admit(person, PASSWORD)
    await port.shut_out(deactivated(person))

    with browser() as http, pytest.raises(SignInFailed):
        sign_in(http, realm.issuer, person.login, PASSWORD)


async def test_a_machine_signs_in_until_it_is_shut_out(realm: Realm, port: KeycloakRealm) -> None:
    machine = somebody(machine=True)
    await port.admit(machine, "the secret of its first day")
    await port.admit(machine, SECRET)
    with browser() as http:
        told = claims(sign_in_machine(http, realm.issuer, machine.login, SECRET).access)
    await port.shut_out(deactivated(machine))

    assert told["person_id"] == str(machine.id)
    assert (told["azp"], told["aud"]) == (machine.login, "onedoor")
    with browser() as http, pytest.raises(SignInFailed):
        sign_in_machine(http, realm.issuer, machine.login, SECRET)


async def test_shutting_out_a_stranger_is_no_fault(port: KeycloakRealm) -> None:
    await port.shut_out(somebody())
    await port.shut_out(somebody(machine=True))


async def test_a_realm_that_does_not_take_it_is_told_from_one_that_is_away(realm: Realm) -> None:
    with pytest.raises(RealmRefused):
        await KeycloakRealm(realm.issuer, PROVISIONING, "not the secret").admit(somebody())
    nobody = httpx.URL(realm.issuer).copy_with(port=1)
    with pytest.raises(RealmAway):
        await KeycloakRealm(str(nobody), PROVISIONING, PROVISIONING_SECRET).admit(somebody())
