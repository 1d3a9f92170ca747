"""Tokens of our own issuer and of Keycloak's shape; forged, stale and misdirected ones."""

import asyncio
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from chassis.kernel import Unauthenticated, Unavailable
from chassis.token import (
    LEEWAY_SECONDS,
    REFETCH_SECONDS,
    Claims,
    HttpKeys,
    Issuer,
    TokenExpired,
    TokenNotValid,
    Verifier,
)

ISSUER = Issuer("https://door.example/api/identity")
PERSON = UUID("01890000-0000-7000-8000-000000000001")


@dataclass
class Clock:
    moment: datetime = datetime(2026, 9, 16, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def pass_(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@dataclass
class Published:
    """An issuer's key document in memory, which can go away."""

    keys: list[Mapping[str, Any]] = field(default_factory=list)
    away: bool = False
    asked: int = 0

    async def fetch(self, issuer: Issuer) -> Mapping[str, Any]:
        self.asked += 1
        if self.away:
            raise httpx.ConnectError("away")
        return {"keys": self.keys}


def an_ec_key(kid: str = "k1") -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid, "use": "sig", "alg": "ES256"})


def public(key: ECKey | RSAKey) -> Mapping[str, Any]:
    return key.as_dict(private=False)


def a_token(clock: Clock, key: ECKey | RSAKey | OctKey, alg: str = "ES256", **changed: Any) -> str:
    now = int(clock().timestamp())
    claims = {
        "iss": ISSUER.url,
        "sub": str(PERSON),
        "aud": "onedoor",
        "azp": "onedoor-web",
        "jurisdiction": "420881",
        "iat": now,
        "exp": now + 600,
    }
    told = {name: value for name, value in (claims | changed).items() if value is not None}
    return jwt.encode({"alg": alg, "kid": key.kid}, told, key, algorithms=[alg])


KEY = an_ec_key()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def published() -> Published:
    return Published([public(KEY)])


@pytest.fixture
def verifier(clock: Clock, published: Published) -> Verifier:
    return Verifier([ISSUER], published, clock)


async def test_a_genuine_token_says_who_and_where(verifier: Verifier, clock: Clock) -> None:
    claims = await verifier.verify(a_token(clock, KEY))

    assert claims == Claims(PERSON, "420881", "onedoor-web")


async def test_the_audience_may_be_one_of_several(verifier: Verifier, clock: Clock) -> None:
    claims = await verifier.verify(a_token(clock, KEY, aud=["account", "onedoor"]))

    assert claims.person == PERSON


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"iss": "https://elsewhere.example"}, "issuer"),
        ({"aud": "onedoor-web"}, "somebody else"),
        ({"aud": None}, "somebody else"),
        ({"exp": None}, "never expires"),
        ({"exp": "tomorrow"}, "no instant"),
        ({"nbf": 4_000_000_000}, "not valid yet"),
        ({"jurisdiction": None}, "no jurisdiction"),
        ({"jurisdiction": ["420881"]}, "no jurisdiction"),
        ({"sub": "zhang.san"}, "no person"),
    ],
)
async def test_a_token_with_one_wrong_claim_is_refused(
    verifier: Verifier, clock: Clock, changed: dict[str, Any], reason: str
) -> None:
    with pytest.raises(TokenNotValid, match=reason):
        await verifier.verify(a_token(clock, KEY, **changed))


async def test_a_token_ends_with_its_time_even_when_it_was_seen_before(
    verifier: Verifier, clock: Clock
) -> None:
    token = a_token(clock, KEY)
    await verifier.verify(token)

    clock.pass_(600 + LEEWAY_SECONDS - 1)
    assert (await verifier.verify(token)).person == PERSON
    clock.pass_(2)
    with pytest.raises(TokenExpired):
        await verifier.verify(token)


async def test_a_token_signed_by_a_stranger_under_a_known_key_id_is_refused(
    verifier: Verifier, clock: Clock
) -> None:
    with pytest.raises(TokenNotValid, match="signature is wrong"):
        await verifier.verify(a_token(clock, an_ec_key("k1")))


async def test_a_changed_payload_is_refused(verifier: Verifier, clock: Clock) -> None:
    header, _, signature = a_token(clock, KEY).split(".")
    _, payload, _ = a_token(clock, KEY, jurisdiction="110101").split(".")

    with pytest.raises(TokenNotValid, match="signature is wrong"):
        await verifier.verify(f"{header}.{payload}.{signature}")


async def test_an_unsigned_token_is_refused(verifier: Verifier, clock: Clock) -> None:
    _, payload, _ = a_token(clock, KEY).split(".")
    header = urlsafe_b64encode(json.dumps({"alg": "none", "kid": "k1"}).encode()).decode()

    with pytest.raises(TokenNotValid, match="algorithm"):
        await verifier.verify(f"{header.rstrip('=')}.{payload}.")


async def test_a_public_key_is_never_taken_for_a_shared_secret(
    verifier: Verifier, clock: Clock
) -> None:
    """The classic forgery: HMAC with the published key as the secret."""
    secret = OctKey.import_key(json.dumps(public(KEY)), {"kid": "k1"})

    with pytest.raises(TokenNotValid, match="algorithm"):
        await verifier.verify(a_token(clock, secret, "HS256"))


@pytest.mark.parametrize("text", ["", "a", "a.b", "a.b.c", "....", "会.议.室", "e30.e30.e30"])
async def test_what_is_no_token_is_refused_and_nothing_else_happens(
    verifier: Verifier, published: Published, text: str
) -> None:
    with pytest.raises(Unauthenticated):
        await verifier.verify(text)

    assert published.asked == 0


async def test_a_new_key_is_fetched_when_its_first_token_comes(
    verifier: Verifier, published: Published, clock: Clock
) -> None:
    await verifier.verify(a_token(clock, KEY))
    following = an_ec_key("k2")
    published.keys.append(public(following))

    clock.pass_(REFETCH_SECONDS)
    claims = await verifier.verify(a_token(clock, following))

    assert claims.person == PERSON
    assert published.asked == 2


async def test_unknown_keys_do_not_make_us_ask_the_issuer_again_and_again(
    verifier: Verifier, published: Published, clock: Clock
) -> None:
    for number in range(20):
        with pytest.raises(TokenNotValid, match="key is unknown"):
            await verifier.verify(a_token(clock, an_ec_key(f"forged-{number}")))

    assert published.asked == 1


async def test_work_goes_on_while_the_issuer_is_away(
    verifier: Verifier, published: Published, clock: Clock
) -> None:
    await verifier.verify(a_token(clock, KEY))
    published.away = True

    clock.pass_(3600)
    claims = await verifier.verify(a_token(clock, KEY))

    assert claims.person == PERSON


async def test_an_issuer_never_reached_is_our_fault_and_not_the_caller_s(
    verifier: Verifier, published: Published, clock: Clock
) -> None:
    published.away = True

    with pytest.raises(Unavailable):
        await verifier.verify(a_token(clock, KEY))


async def test_a_key_that_was_withdrawn_stops_verifying(
    verifier: Verifier, published: Published, clock: Clock
) -> None:
    await verifier.verify(a_token(clock, KEY))
    published.keys[:] = [public(an_ec_key("k2"))]

    clock.pass_(3600)
    await verifier.verify(a_token(clock, KEY))
    await asyncio.sleep(0)
    clock.pass_(REFETCH_SECONDS)
    with pytest.raises(TokenNotValid, match="key is unknown"):
        await verifier.verify(a_token(clock, KEY))


async def test_a_seen_token_is_not_verified_twice(
    verifier: Verifier, published: Published, clock: Clock
) -> None:
    token = a_token(clock, KEY)
    first = await verifier.verify(token)
    published.keys.clear()

    assert await verifier.verify(token) is first


async def test_a_keycloak_token_is_read_by_the_names_its_realm_gives(clock: Clock) -> None:
    realm = Issuer(
        "https://login.example/realms/county",
        audience="onedoor",
        person_claim="onedoor_person",
        jurisdiction_claim="division",
    )
    rsa = RSAKey.generate_key(2048, {"kid": "kc", "use": "sig", "alg": "RS256"})
    encryption = RSAKey.generate_key(2048, {"kid": "enc", "use": "enc", "alg": "RSA-OAEP"})
    verifier = Verifier([realm], Published([public(encryption), public(rsa)]), clock)
    token = a_token(
        clock,
        rsa,
        "RS256",
        iss=realm.url,
        aud=["onedoor", "account"],
        sub="f:keycloak:77",
        onedoor_person=str(PERSON),
        division="420881",
        jurisdiction=None,
    )

    assert await verifier.verify(token) == Claims(PERSON, "420881", "onedoor-web")


async def test_keys_are_found_through_discovery_over_http(
    monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/.well-known/openid-configuration"):
            about = {"issuer": ISSUER.url, "jwks_uri": "https://door.example/keys"}
            return httpx.Response(200, json=about)
        return httpx.Response(200, json={"keys": [public(KEY)]})

    serve(monkeypatch, answer)
    verifier = Verifier([ISSUER], HttpKeys(), clock)

    assert (await verifier.verify(a_token(clock, KEY))).person == PERSON


async def test_a_discovery_document_of_somebody_else_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    about = {"issuer": "https://elsewhere.example", "jwks_uri": "https://door.example/keys"}
    serve(monkeypatch, lambda _: httpx.Response(200, json=about))

    with pytest.raises(ValueError, match="another issuer"):
        await HttpKeys().fetch(ISSUER)


def serve(monkeypatch: pytest.MonkeyPatch, answer: Any) -> None:
    client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    monkeypatch.setattr(httpx, "AsyncClient", lambda **_: client)
