"""People and machines in a realm of Keycloak: who they are, and that they may sign in. No more."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from keycloak import KeycloakAdmin, KeycloakOpenIDConnection
from keycloak.exceptions import KeycloakError

from services.identity.domain.errors import RealmAway, RealmRefused
from services.identity.domain.person import Person

TIMEOUT_SECONDS = 10
SERVER_FAULT = 500
SCOPE = "onedoor"
"""The client scope whose mappers tell audience, person and jurisdiction."""


@dataclass(frozen=True, slots=True)
class KeycloakRealm:
    """`address` ends in /realms/<name>, as the issuer of its tokens does."""

    address: str
    client: str
    secret: str = field(repr=False)

    async def admit(self, person: Person, word: str = "") -> None:
        async with self._administration() as keycloak:
            if person.machine:
                user = await _admit_machine(keycloak, person, word)
            else:
                user = await _admit_person(keycloak, person, word)
            known = await keycloak.a_get_user(user)
            await keycloak.a_update_user(user, known | _account(person, known))

    async def shut_out(self, person: Person) -> None:
        async with self._administration() as keycloak:
            if person.machine:
                client = await keycloak.a_get_client_id(person.login)
                if client:
                    await keycloak.a_update_client(client, {"enabled": False})
                return
            user = await keycloak.a_get_user_id(person.login)
            if user:
                known = await keycloak.a_get_user(user)
                await keycloak.a_update_user(user, known | {"enabled": False})
                await keycloak.a_user_logout(user)

    @asynccontextmanager
    async def _administration(self) -> AsyncIterator[KeycloakAdmin]:
        server, _, realm = self.address.rpartition("/realms/")
        connection = KeycloakOpenIDConnection(
            server_url=server,
            realm_name=realm,
            client_id=self.client,
            client_secret_key=self.secret,
            timeout=TIMEOUT_SECONDS,
        )
        try:
            yield KeycloakAdmin(connection=connection)
        except KeycloakError as fault:
            if fault.response_code is None or fault.response_code >= SERVER_FAULT:
                raise RealmAway from fault
            raise RealmRefused(status=fault.response_code) from fault
        finally:
            await connection.keycloak_openid.connection.aclose()
            await connection.aclose()


async def _admit_person(keycloak: KeycloakAdmin, person: Person, word: str) -> str:
    fresh = {"username": person.login} | _account(person, {})
    user = await keycloak.a_create_user(fresh, exist_ok=True)
    if word:
        await keycloak.a_set_user_password(user, word, temporary=False)
    return user


async def _admit_machine(keycloak: KeycloakAdmin, person: Person, word: str) -> str:
    """A confidential client; its service account bears what a person's account bears."""
    about = {
        "clientId": person.login,
        "enabled": person.active,
        "publicClient": False,
        "serviceAccountsEnabled": True,
        "standardFlowEnabled": False,
        "directAccessGrantsEnabled": False,
        "fullScopeAllowed": False,
        "defaultClientScopes": [SCOPE],
        "optionalClientScopes": [],
    } | ({"secret": word} if word else {})
    client = await keycloak.a_create_client(about, skip_exists=True)
    await keycloak.a_update_client(client, about)
    account: Mapping[str, Any] = await keycloak.a_get_client_service_account_user(client)
    return str(account["id"])


def _account(person: Person, known: Mapping[str, Any]) -> dict[str, Any]:
    """What the realm knows besides, such as an address it took from a directory, stays."""
    ours = {"person_id": [str(person.id)], "jurisdiction": [person.jurisdiction]}
    return {"enabled": person.active, "attributes": {**known.get("attributes", {}), **ours}}
