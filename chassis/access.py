"""Bearer token and post → principal: the same for REST and gRPC."""

from dataclasses import dataclass
from typing import Protocol

from chassis.kernel import Phrase, Principal, Unauthenticated
from chassis.token import Claims


class Verify(Protocol):
    async def verify(self, token: str) -> Claims: ...


class Posts(Protocol):
    async def principal(self, claims: Claims, post: str) -> Principal: ...


@dataclass(frozen=True, slots=True)
class Access:
    """Who is asking, and in which post. `claims` alone serves what needs no post."""

    tokens: Verify
    posts: Posts

    async def claims(self, authorization: str) -> Claims:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated(reason=Phrase("a bearer token is required", "请求未带访问令牌"))
        return await self.tokens.verify(token)

    async def principal(self, authorization: str, post: str) -> Principal:
        return await self.posts.principal(await self.claims(authorization), post)
