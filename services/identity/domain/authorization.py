"""What an application asks for when it sends somebody to sign in (OIDC code flow with PKCE)."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Self
from uuid import UUID

from services.identity.domain.application import Applications
from services.identity.domain.errors import (
    InvalidGrant,
    InvalidScope,
    OAuthRefusal,
    UnsupportedResponseType,
)
from services.identity.domain.session import Session

CODE_LIFETIME = timedelta(seconds=60)
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")  # base64url of 32 bytes
VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
LONGEST_PARAMETER = 1024
LONGEST_AGE = 9
SCOPES = frozenset({"openid", "profile", "offline_access"})


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    client_id: str
    redirect_uri: str
    challenge: str
    scope: str
    state: str
    nonce: str
    prompt: str = ""
    max_age: int | None = None

    @classmethod
    def read(cls, sent: Mapping[str, str], applications: Applications) -> Self:
        """Until client and redirect address are known to be good, nothing may be sent there.

        So their refusals are for the person in front of the page; an `OAuthRefusal` is for the
        application.
        """
        redirect_of(sent, applications)
        if any(len(v) > LONGEST_PARAMETER or not v.isprintable() for v in sent.values()):
            raise OAuthRefusal(reason="a parameter is too long or not printable")
        if sent.get("response_type") != "code":
            raise UnsupportedResponseType(reason="only the code flow is offered")
        if sent.get("response_mode", "query") != "query":
            raise OAuthRefusal(reason="answers are given in the query only")
        if sent.get("code_challenge_method") != "S256":
            raise OAuthRefusal(reason="PKCE with code_challenge_method S256 is required")
        if not CHALLENGE.fullmatch(sent.get("code_challenge", "")):
            raise OAuthRefusal(reason="the code_challenge is no SHA-256 in base64url")
        return cls(
            client_id=sent["client_id"],
            redirect_uri=sent["redirect_uri"],
            challenge=sent["code_challenge"],
            scope=_read_scope(sent.get("scope", "")),
            state=sent.get("state", ""),
            nonce=sent.get("nonce", ""),
            prompt=sent.get("prompt", ""),
            max_age=_read_age(sent.get("max_age", "")),
        )

    def accepts(self, session: Session, now: datetime) -> bool:
        """Whether this sign-in is fresh enough, or the person must prove themselves again."""
        if self.prompt == "login" or not session.is_open(now):
            return False
        return self.max_age is None or now < session.signed_in_at + timedelta(seconds=self.max_age)


def redirect_of(sent: Mapping[str, str], applications: Applications) -> str:
    return applications.get(sent.get("client_id", "")).redirect(sent.get("redirect_uri", ""))


@dataclass(frozen=True, slots=True)
class Code:
    """An authorization code as it is kept: bound to all that it was asked with."""

    digest: bytes
    request: AuthorizationRequest
    session: UUID
    person: UUID
    expires_at: datetime
    family: UUID

    def redeem(self, *, client_id: str, redirect_uri: str, verifier: str, now: datetime) -> None:
        if now >= self.expires_at:
            raise InvalidGrant(reason="the code has expired")
        if client_id != self.request.client_id:
            raise InvalidGrant(reason="the code was issued to another application")
        if redirect_uri != self.request.redirect_uri:
            raise InvalidGrant(reason="the redirect_uri differs from the one it was asked with")
        if not VERIFIER.fullmatch(verifier) or not compare_digest(
            challenge_of(verifier), self.request.challenge
        ):
            raise InvalidGrant(reason="the code_verifier does not fit the code_challenge")


def challenge_of(verifier: str) -> str:
    digest = sha256(verifier.encode("ascii")).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def _read_age(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or len(text) > LONGEST_AGE:
        raise OAuthRefusal(reason="max_age is a number of seconds")
    return int(text)


def _read_scope(scope: str) -> str:
    asked = scope.split()
    if "openid" not in asked:
        raise InvalidScope(reason="the scope openid is required")
    return " ".join(name for name in asked if name in SCOPES)
