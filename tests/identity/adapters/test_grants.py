"""What may be had once is had once, however many ask at the same moment."""

import asyncio
from datetime import timedelta

import pytest

from chassis.runtime import Service
from services.identity.domain.authorization import AuthorizationRequest
from services.identity.domain.errors import InvalidGrant
from services.identity.domain.session import RefreshToken, Secret
from services.identity.usecases import issue_code, redeem_code, refresh_tokens, sign_in
from tests.builders import NOON, an_id, somewhere
from tests.identity.builders import (
    APPLICATIONS,
    CALLBACK,
    PASSWORD,
    VERIFIER,
    Asked,
    a_login,
    founded,
    ports_of,
)

pytestmark = pytest.mark.engines


async def a_code(service: Service, here: str) -> str:
    ports = ports_of(service)
    session, _ = await sign_in(ports, a_login(here), PASSWORD, "")
    asked = AuthorizationRequest.read(Asked().but(), APPLICATIONS)
    return (await issue_code(ports, session, asked)).text


async def test_of_many_who_take_a_refresh_token_at_once_one_gets_it(service: Service) -> None:
    here, secret = somewhere(), Secret.make("x")
    ports = ports_of(service)
    async with ports.transaction(here) as work:
        work.grants.keep_refresh(RefreshToken(secret.digest, an_id(), NOON + timedelta(hours=1)))

    async def take() -> RefreshToken | None:
        async with ports.transaction(here) as work:
            return await work.grants.take_refresh(secret.digest, NOON)

    taken = await asyncio.gather(*(take() for _ in range(6)))

    assert len([token for token in taken if token]) == 1


async def test_when_a_code_is_redeemed_twice_at_once_nobody_keeps_a_living_grant(
    service: Service,
) -> None:
    here, ports = somewhere(), ports_of(service)
    await founded(service, here)
    code = await a_code(service, here)

    async def redeem() -> str | None:
        issued = await redeem_code(
            ports, code=code, client_id="onedoor-web", redirect_uri=CALLBACK, verifier=VERIFIER
        )
        return issued.refresh_token

    outcomes = await asyncio.gather(redeem(), redeem(), return_exceptions=True)
    tokens = [outcome for outcome in outcomes if isinstance(outcome, str)]

    assert len(tokens) == 1
    with pytest.raises(InvalidGrant):
        await refresh_tokens(ports, refresh_token=tokens[0], client_id="onedoor-web")


async def test_a_grant_of_one_county_is_not_found_from_another(service: Service) -> None:
    here, elsewhere, secret = somewhere(), somewhere(), Secret.make("x")
    ports = ports_of(service)
    async with ports.transaction(here) as work:
        work.grants.keep_refresh(RefreshToken(secret.digest, an_id(), NOON + timedelta(hours=1)))
    async with ports.transaction(elsewhere) as work:
        assert await work.grants.take_refresh(secret.digest, NOON) is None
        assert await work.grants.family_of_refresh(secret.digest) is None
