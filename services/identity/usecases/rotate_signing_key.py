"""A new key signs; the old one still verifies until its last token has run out."""

from chassis.kernel import Principal
from services.identity.domain.permissions import CHANGE_ORGANISATION
from services.identity.usecases.ports import Ports


async def rotate_signing_key(ports: Ports, actor: Principal) -> None:
    actor.require(CHANGE_ORGANISATION)
    await ports.signer.rotate(ports.now(), only_if_due=False)
