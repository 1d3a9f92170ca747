"""In place of the built-in issuer where people sign in at another one."""

from typing import Annotated

from fastapi import APIRouter

from chassis.rest import wired
from services.identity.domain.errors import SignInElsewhere
from services.identity.usecases import Ports

router = APIRouter(include_in_schema=False)


@router.get("/.well-known/openid-configuration")
@router.api_route("/oauth2/{_:path}", methods=["GET", "POST"])
async def point_elsewhere(ports: Annotated[Ports, wired("ports")]) -> None:
    raise SignInElsewhere(issuer=ports.issuer)
