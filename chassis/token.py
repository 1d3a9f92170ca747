"""Bearer tokens, checked on the spot against the keys their issuer publishes."""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol
from uuid import UUID

import httpx
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key

from chassis.kernel import Phrase, Unauthenticated, Unavailable

# Public-key signatures only: with a shared secret, whoever can check a token could make one.
ALGORITHMS = ("ES256", "ES384", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "EdDSA")
PUBLIC_KEY_TYPES = ("EC", "RSA", "OKP")
LEEWAY_SECONDS = 30
FRESH_SECONDS = 600
REFETCH_SECONDS = 5
FETCH_TIMEOUT_SECONDS = 3
LONGEST_TOKEN = 8192
REMEMBERED_TOKENS = 10_000
LOOPBACK = ("127.0.0.1", "::1", "localhost")

_REGISTRY = jws.JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)

Key = ECKey | RSAKey | OKPKey


class TokenExpired(Unauthenticated):
    en = "The sign-in has run out. Refresh it or sign in again."
    zh = "登录已过期,请刷新或重新登录。"


class TokenNotValid(Unauthenticated):
    en = "The bearer token cannot be accepted: {reason}."
    zh = "登录凭证无法使用:{reason}。"


@dataclass(frozen=True, slots=True)
class Claims:
    """Who a token speaks of. What they may do, no token says."""

    person: UUID
    jurisdiction: str
    client: str


@dataclass(frozen=True, slots=True)
class Issuer:
    """An OIDC issuer that is trusted, and how its tokens name what we need.

    `jwks` is for where services cannot reach the issuer by the address that tokens bear.
    """

    url: str
    audience: str = "onedoor"
    person_claim: str = "sub"
    jurisdiction_claim: str = "jurisdiction"
    jwks: str = ""


class KeySource(Protocol):
    async def fetch(self, issuer: Issuer) -> Mapping[str, Any]:
        """The issuer's JWKS document. Raises `httpx.HTTPError` or `ValueError` when it is away."""
        ...


class HttpKeys:
    """Keys as any relying party gets them: discovery document, then its `jwks_uri`."""

    async def fetch(self, issuer: Issuer) -> Mapping[str, Any]:
        # A proxy of the surroundings would not find an issuer on this very machine.
        outside = httpx.URL(issuer.jwks or issuer.url).host not in LOOPBACK
        async with httpx.AsyncClient(timeout=FETCH_TIMEOUT_SECONDS, trust_env=outside) as client:
            if issuer.jwks:
                return await _document(client, issuer.jwks)
            return await _document(client, str((await discover(client, issuer.url))["jwks_uri"]))


async def discover(client: httpx.AsyncClient, issuer: str) -> Mapping[str, Any]:
    """What an issuer says of itself. Raises `httpx.HTTPError`, or `ValueError` for nonsense."""
    about = await _document(client, f"{issuer}/.well-known/openid-configuration")
    if about.get("issuer") != issuer:
        raise ValueError(f"{issuer} describes another issuer")
    return about


async def _document(client: httpx.AsyncClient, address: str) -> Mapping[str, Any]:
    answer = await client.get(address)
    answer.raise_for_status()
    document = answer.json()
    if not isinstance(document, dict):
        raise ValueError(f"{address} is no JSON object")  # noqa: TRY004 - a bad document, not a bug
    return document


@dataclass(slots=True)
class _Keyring:
    issuer: Issuer
    keys: dict[str, Key] = field(default_factory=dict)
    asked_at: float = float("-inf")
    fetched_at: float = float("-inf")
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    renewal: asyncio.Task[None] | None = None


class Verifier:
    """Token → claims. An issuer that is away is missed only for keys never seen before."""

    def __init__(
        self, issuers: Sequence[Issuer], source: KeySource, now: Callable[[], datetime]
    ) -> None:
        self._keyrings = {issuer.url: _Keyring(issuer) for issuer in issuers}
        self._source = source
        self._now = now
        self._verified: OrderedDict[bytes, tuple[float, Claims]] = OrderedDict()

    async def verify(self, token: str) -> Claims:
        moment = self._now().timestamp()
        digest = sha256(token.encode()).digest()
        known = self._verified.get(digest)
        if known and moment < known[0]:
            return known[1]
        if known:
            del self._verified[digest]
        expires, claims = await self._check(token, moment)
        self._verified[digest] = (expires + LEEWAY_SECONDS, claims)
        while len(self._verified) > REMEMBERED_TOKENS:
            self._verified.popitem(last=False)
        return claims

    async def _check(self, token: str, moment: float) -> tuple[float, Claims]:
        if len(token) > LONGEST_TOKEN:
            raise TokenNotValid(reason=Phrase("it is too long", "凭证过长"))
        try:
            signed = jws.extract_compact(token.encode(), registry=_REGISTRY)
            payload = json.loads(signed.payload)
        except (JoseError, ValueError) as fault:
            raise TokenNotValid(
                reason=Phrase("it is not a signed token", "不是经签名的凭证")
            ) from fault
        header = signed.headers()
        if not isinstance(payload, dict):
            raise TokenNotValid(reason=Phrase("it is not a signed token", "不是经签名的凭证"))
        if header.get("alg") not in ALGORITHMS:
            raise TokenNotValid(
                reason=Phrase("its signature algorithm is not trusted", "签名算法不受信任")
            )
        keyring = self._keyrings.get(str(payload.get("iss")))
        if keyring is None:
            raise TokenNotValid(reason=Phrase("its issuer is not trusted", "签发方不受信任"))
        key = await self._key(keyring, str(header.get("kid")), moment)
        try:
            genuine = jws.validate_compact(signed, key, registry=_REGISTRY)
        except (JoseError, ValueError) as fault:
            raise TokenNotValid(
                reason=Phrase("its signature does not fit its key", "签名与密钥不符")
            ) from fault
        if not genuine:
            raise TokenNotValid(reason=Phrase("its signature is wrong", "签名有误"))
        return _claims(payload, keyring.issuer, moment)

    async def _key(self, keyring: _Keyring, kid: str, moment: float) -> Key:
        """Wait for the issuer only when the key is new; an old copy is renewed on the side."""
        if kid not in keyring.keys:
            await self._refetch(keyring, moment)
        elif moment - keyring.fetched_at > FRESH_SECONDS and not keyring.lock.locked():
            keyring.renewal = asyncio.create_task(self._refetch(keyring, moment))
        if kid in keyring.keys:
            return keyring.keys[kid]
        if not keyring.keys:
            raise Unavailable(part="OpenID Connect")
        raise TokenNotValid(reason=Phrase("its signing key is unknown", "签名密钥未知"))

    async def _refetch(self, keyring: _Keyring, moment: float) -> None:
        async with keyring.lock:
            if moment - keyring.asked_at < REFETCH_SECONDS:
                return
            keyring.asked_at = moment
            try:
                keys = _usable(await self._source.fetch(keyring.issuer))
            except (httpx.HTTPError, ValueError, KeyError):
                return  # the keys we have stay good while the issuer is away
            keyring.keys = keys
            keyring.fetched_at = moment


def _usable(document: Mapping[str, Any]) -> dict[str, Key]:
    """The signing keys among what the issuer publishes; others may be there for other ends."""
    keys: dict[str, Key] = {}
    for published in document["keys"]:
        if published.get("kty") not in PUBLIC_KEY_TYPES or published.get("use", "sig") != "sig":
            continue
        try:
            key = import_key(published)
        except (JoseError, ValueError):
            continue  # a curve we do not know makes one key useless, not all
        if isinstance(key, Key) and key.kid:
            keys[key.kid] = key
    return keys


def _claims(payload: Mapping[str, Any], issuer: Issuer, moment: float) -> tuple[float, Claims]:
    audience = payload.get("aud")
    if issuer.audience not in (audience if isinstance(audience, list) else [audience]):
        raise TokenNotValid(
            reason=Phrase("it is meant for somebody else", "凭证不是签发给本平台的")
        )
    expires = _instant(payload, "exp")
    if expires is None:
        raise TokenNotValid(reason=Phrase("it never expires", "凭证没有有效期"))
    if moment > expires + LEEWAY_SECONDS:
        raise TokenExpired
    if (_instant(payload, "nbf") or 0) > moment + LEEWAY_SECONDS:
        raise TokenNotValid(reason=Phrase("it is not valid yet", "凭证尚未生效"))
    jurisdiction = payload.get(issuer.jurisdiction_claim)
    if not isinstance(jurisdiction, str) or not jurisdiction:
        raise TokenNotValid(reason=Phrase("it names no jurisdiction", "凭证未载明所属地区"))
    try:
        person = UUID(str(payload.get(issuer.person_claim)))
    except ValueError as fault:
        raise TokenNotValid(reason=Phrase("it names no person", "凭证未载明人员")) from fault
    client = payload.get("azp") or payload.get("client_id") or ""
    return expires, Claims(person, jurisdiction, str(client))


def _instant(payload: Mapping[str, Any], name: str) -> float | None:
    value = payload.get(name)
    if value is None:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TokenNotValid(reason=Phrase(f"its {name} is no instant", f"{name} 不是时刻"))
    return float(value)
