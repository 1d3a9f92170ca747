"""What has run out is deleted, what may still be asked for is not."""

from datetime import timedelta

import pytest

from chassis.runtime import Platform, Service
from services.identity.adapters.attempts import PostgresAttempts
from services.identity.adapters.sweeping import PostgresSweeper
from services.identity.domain.session import RefreshToken, Secret
from services.identity.usecases import sign_in
from tests.builders import NOON, an_id, somewhere
from tests.identity.builders import PASSWORD, a_login, founded, ports_of

pytestmark = pytest.mark.engines


async def test_only_what_nobody_can_ask_for_any_more_goes(
    service: Service, platform: Platform
) -> None:
    here, ports = somewhere(), ports_of(service)
    await founded(service, here)
    session, _ = await sign_in(ports, a_login(here), PASSWORD, "")
    old, young = Secret.make(here), Secret.make(here)
    async with ports.transaction(here) as work:
        work.grants.keep_refresh(RefreshToken(old.digest, an_id(), NOON - timedelta(days=30)))
        work.grants.keep_refresh(RefreshToken(young.digest, an_id(), NOON - timedelta(days=1)))
    sweeper = PostgresSweeper(service.engine, PostgresAttempts(service.engine, platform.vault))

    await sweeper.sweep(NOON)
    async with ports.transaction(here) as work:
        assert await work.grants.family_of_refresh(old.digest) is None
        assert await work.grants.family_of_refresh(young.digest)
        assert await work.sessions.get(session.id)
    await sweeper.sweep(NOON + timedelta(days=30))
    async with ports.transaction(here) as work:
        assert await work.grants.family_of_refresh(young.digest) is None
        assert await work.sessions.get(session.id) is None
