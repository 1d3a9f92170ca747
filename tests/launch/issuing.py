"""An issuer that listens, and the people who may sign in there."""

from dataclasses import dataclass

from chassis.runtime import Service
from launch.doors import Doors
from services.identity.domain.forms import PersonForm
from services.identity.usecases import enter_person
from tests.identity.builders import Clock, an_administrator, catch_up, founded, ports_of


@dataclass(frozen=True, slots=True)
class Issuing:
    service: Service
    doors: Doors
    clock: Clock

    async def found(self, here: str, *more: PersonForm) -> None:
        """A county with its handler, its administrator and its machines, and whoever else."""
        await founded(self.service, here)
        for person in more:
            await enter_person(ports_of(self.service), an_administrator(here), person)
        await catch_up(self.service, here)
