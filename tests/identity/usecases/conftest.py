"""Use cases over ports in memory, in a county that has its organs."""

import pytest

from services.identity.domain.founder import founder
from services.identity.usecases import Ports, establish_organs
from tests.identity.builders import TREE, Clock
from tests.identity.fakes import Memory, ports_in

HERE = "420881"


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
async def ports(memory: Memory, clock: Clock) -> Ports:
    ports = ports_in(memory, clock)
    await establish_organs(ports, founder(HERE), TREE)
    memory.at(HERE).facts.clear()
    return ports
