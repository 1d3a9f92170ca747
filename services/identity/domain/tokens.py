"""What the issuer's tokens say: who somebody is, never what they may do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from services.identity.domain.session import ACCESS_LIFETIME, Grant, Secret

AUDIENCE = "onedoor"


@dataclass(frozen=True, slots=True)
class AccessToken:
    """For the services: they read jurisdiction and person, and look the rest up themselves."""

    issuer: str
    id: UUID
    jurisdiction: str
    person: UUID
    client_id: str
    scope: str
    issued_at: datetime

    def claims(self) -> dict[str, Any]:
        return {
            "iss": self.issuer,
            "sub": str(self.person),
            "aud": AUDIENCE,
            "azp": self.client_id,
            "client_id": self.client_id,
            "scope": self.scope,
            "jurisdiction": self.jurisdiction,
            "iat": int(self.issued_at.timestamp()),
            "exp": int((self.issued_at + ACCESS_LIFETIME).timestamp()),
            "jti": str(self.id),
        }


@dataclass(frozen=True, slots=True)
class IdToken:
    """For the application alone: its audience is the application, so no service takes it."""

    issuer: str
    id: UUID
    jurisdiction: str
    person: UUID
    client_id: str
    session: UUID
    nonce: str
    signed_in_at: datetime
    issued_at: datetime

    def claims(self) -> dict[str, Any]:
        claims = {
            "iss": self.issuer,
            "sub": str(self.person),
            "aud": self.client_id,
            "azp": self.client_id,
            "jurisdiction": self.jurisdiction,
            "sid": str(self.session),
            "auth_time": int(self.signed_in_at.timestamp()),
            "iat": int(self.issued_at.timestamp()),
            "exp": int((self.issued_at + ACCESS_LIFETIME).timestamp()),
            "jti": str(self.id),
        }
        return claims | ({"nonce": self.nonce} if self.nonce else {})


@dataclass(frozen=True, slots=True)
class LogoutHint:
    """Which sign-in an application wants to see ended."""

    jurisdiction: str
    session: UUID
    client_id: str


@dataclass(frozen=True, slots=True)
class Issuance:
    """What a transaction decided to issue; it is signed once that is committed."""

    access: AccessToken
    identity: IdToken | None = None
    refresh: Secret | None = None

    @classmethod
    def of_grant(
        cls, grant: Grant, *, issuer: str, ids: tuple[UUID, UUID], nonce: str, now: datetime
    ) -> tuple[Self, Secret]:
        """With the refresh token to be kept, hashed, beside it."""
        refresh = Secret.make(grant.jurisdiction)
        access = AccessToken(
            issuer=issuer,
            id=ids[0],
            jurisdiction=grant.jurisdiction,
            person=grant.person,
            client_id=grant.client_id,
            scope=grant.scope,
            issued_at=now,
        )
        identity = IdToken(
            issuer=issuer,
            id=ids[1],
            jurisdiction=grant.jurisdiction,
            person=grant.person,
            client_id=grant.client_id,
            session=grant.session,
            nonce=nonce,
            signed_in_at=grant.signed_in_at,
            issued_at=now,
        )
        return cls(access, identity, refresh), refresh


@dataclass(frozen=True, slots=True)
class Issued:
    """The answer of the token endpoint, signed and ready."""

    access_token: str
    scope: str
    id_token: str | None = None
    refresh_token: str | None = None
