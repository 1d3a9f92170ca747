"""Codes and the requests they were asked with."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.identity.domain.authorization import AuthorizationRequest, Code, challenge_of
from services.identity.domain.errors import InvalidGrant, OAuthRefusal
from services.identity.domain.session import Session
from tests.builders import NOON, an_id
from tests.identity.builders import APPLICATIONS, CALLBACK, VERIFIER, Asked

VERIFIERS = st.text(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~", min_size=43, max_size=128
)


def a_request(**changed: str) -> AuthorizationRequest:
    return AuthorizationRequest.read(Asked().but(**changed), APPLICATIONS)


def a_code(challenge: str = challenge_of(VERIFIER)) -> Code:
    return Code(
        digest=b"d",
        request=a_request(code_challenge=challenge),
        session=an_id(),
        person=an_id(),
        expires_at=NOON + timedelta(seconds=60),
        family=an_id(),
    )


def redeem(code: Code, verifier: str) -> None:
    code.redeem(client_id="onedoor-web", redirect_uri=CALLBACK, verifier=verifier, now=NOON)


@given(verifier=VERIFIERS)
def test_the_verifier_that_made_the_challenge_fits(verifier: str) -> None:
    redeem(a_code(challenge_of(verifier)), verifier)


@given(verifier=VERIFIERS.filter(lambda text: text != VERIFIER))
def test_no_other_verifier_fits(verifier: str) -> None:
    with pytest.raises(InvalidGrant):
        redeem(a_code(), verifier)


def test_the_example_of_rfc_7636_holds() -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@pytest.mark.parametrize("verifier", ["", "short", VERIFIER[:-1], "v" * 129, "é" * 43])
def test_a_verifier_of_another_shape_is_refused(verifier: str) -> None:
    with pytest.raises(InvalidGrant):
        redeem(a_code(), verifier)


def test_unknown_scopes_are_left_out_and_the_known_ones_kept() -> None:
    assert a_request(scope="openid email profile").scope == "openid profile"


@pytest.mark.parametrize(
    "changed",
    [
        {"state": "s" * 1025},
        {"nonce": "n\0"},
        {"code_challenge": "x"},
        {"code_challenge": "=" * 43},
    ],
)
def test_a_request_out_of_shape_is_refused(changed: dict[str, str]) -> None:
    with pytest.raises(OAuthRefusal):
        a_request(**changed)


@pytest.mark.parametrize(("age", "fresh"), [("60", False), ("61", True), ("", True)])
def test_an_application_may_ask_for_a_fresh_sign_in(age: str, fresh: bool) -> None:
    session = Session(an_id(), "420881", an_id(), b"d", NOON)
    sent = Asked().but() | ({"max_age": age} if age else {})
    asked = AuthorizationRequest.read(sent, APPLICATIONS)

    assert asked.accepts(session, NOON + timedelta(seconds=60)) is fresh


def test_an_age_that_is_no_number_is_refused() -> None:
    with pytest.raises(OAuthRefusal):
        AuthorizationRequest.read(Asked().but() | {"max_age": "soon"}, APPLICATIONS)
