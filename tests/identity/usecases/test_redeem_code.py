"""Codes: one try, one minute, one application, one sign-in."""

from datetime import timedelta

import pytest

from services.identity.domain.authorization import AuthorizationRequest
from services.identity.domain.errors import InvalidGrant
from services.identity.domain.founder import founder
from services.identity.domain.session import Session
from services.identity.domain.tokens import Issued
from services.identity.usecases import (
    Ports,
    enter_person,
    issue_code,
    redeem_code,
    refresh_tokens,
    sign_in,
    sign_out,
)
from tests.identity.builders import (
    APPLICATIONS,
    CALLBACK,
    PASSWORD,
    VERIFIER,
    Asked,
    Clock,
    a_form,
    a_login,
)
from tests.identity.fakes import Memory

HERE = "420881"


@pytest.fixture
async def session(ports: Ports) -> Session:
    await enter_person(ports, founder(HERE), a_form(HERE))
    session, _ = await sign_in(ports, a_login(HERE), PASSWORD, "")
    return session


async def a_code(ports: Ports, session: Session) -> str:
    asked = AuthorizationRequest.read(Asked().but(), APPLICATIONS)
    return (await issue_code(ports, session, asked)).text


async def redeemed(ports: Ports, code: str, verifier: str = VERIFIER) -> Issued:
    return await redeem_code(
        ports, code=code, client_id="onedoor-web", redirect_uri=CALLBACK, verifier=verifier
    )


async def test_a_code_gives_all_three_tokens(ports: Ports, session: Session) -> None:
    issued = await redeemed(ports, await a_code(ports, session))

    assert issued.id_token
    assert issued.refresh_token
    assert str(session.person) in issued.access_token


async def test_neither_code_nor_refresh_token_is_kept_as_it_is(
    ports: Ports, session: Session, memory: Memory
) -> None:
    code = await a_code(ports, session)
    issued = await redeemed(ports, code)
    kept = repr(memory.at(HERE))

    assert code not in kept
    assert str(issued.refresh_token) not in kept


async def test_a_wrong_verifier_uses_the_code_up(ports: Ports, session: Session) -> None:
    code = await a_code(ports, session)

    for verifier in ("w" * 43, VERIFIER):
        with pytest.raises(InvalidGrant):
            await redeemed(ports, code, verifier)


async def test_a_code_that_comes_twice_ends_the_family(ports: Ports, session: Session) -> None:
    code = await a_code(ports, session)
    issued = await redeemed(ports, code)
    with pytest.raises(InvalidGrant):
        await redeemed(ports, code)

    with pytest.raises(InvalidGrant):
        await refresh_tokens(
            ports, refresh_token=str(issued.refresh_token), client_id="onedoor-web"
        )


async def test_a_code_is_worthless_once_its_sign_in_has_ended(
    ports: Ports, session: Session
) -> None:
    code = await a_code(ports, session)
    await sign_out(ports, session)

    with pytest.raises(InvalidGrant, match="sign-in has ended"):
        await redeemed(ports, code)


@pytest.mark.parametrize("text", ["", "420881.forged", "999999.forged", "no dot", "\0"])
async def test_a_forged_code_is_unknown(ports: Ports, text: str) -> None:
    with pytest.raises(InvalidGrant, match="unknown"):
        await redeemed(ports, text)


async def test_a_family_does_not_outlive_a_week_of_refreshing(
    ports: Ports, session: Session, clock: Clock
) -> None:
    issued = await redeemed(ports, await a_code(ports, session))
    ends = clock() + timedelta(days=7)
    while clock() + timedelta(hours=11) < ends:
        clock.pass_(11 * 3600)
        issued = await refresh_tokens(
            ports, refresh_token=str(issued.refresh_token), client_id="onedoor-web"
        )
    clock.pass_(11 * 3600)

    with pytest.raises(InvalidGrant, match="grant has ended"):
        await refresh_tokens(
            ports, refresh_token=str(issued.refresh_token), client_id="onedoor-web"
        )
