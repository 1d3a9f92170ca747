"""A key is rotated by who keeps the organisation, not by whoever asks."""

import pytest

from chassis.kernel import Forbidden
from services.identity.domain.founder import founder
from services.identity.usecases import Ports, rotate_signing_key
from tests.builders import a_principal
from tests.identity.fakes import PlainSigner


async def test_the_organisation_s_keeper_rotates_and_a_handler_does_not(ports: Ports) -> None:
    await rotate_signing_key(ports, founder("420881"))
    with pytest.raises(Forbidden):
        await rotate_signing_key(ports, a_principal("housing"))

    assert isinstance(ports.signer, PlainSigner)
    assert ports.signer.rotations == 1
