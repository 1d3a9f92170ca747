"""Showing a party, over ports in memory."""

import pytest

from services.intake.domain.errors import NoSuchParty
from services.intake.domain.facts import PartyRevealed
from services.intake.usecases import Registered, Submission, register_petitions, reveal_party
from tests.builders import an_id
from tests.intake.builders import BUREAU, a_matter, told
from tests.intake.fakes import World


async def test_a_party_is_shown_for_a_purpose_that_is_kept() -> None:
    world = World()
    row = Submission(actor=BUREAU, fields=told(), parties=[{"name": "王某", "phone": "138"}])
    (outcome,) = await register_petitions(world.ports, BUREAU.jurisdiction, [row])
    assert isinstance(outcome, Registered)
    (party,) = outcome.matter.parties

    shown = await reveal_party(world.ports, BUREAU, outcome.matter.id, party.id, "电话告知办理进展")

    assert shown == {"name": "王某", "phone": "138"}
    revealed = world.matters.facts[-1]
    assert isinstance(revealed, PartyRevealed)
    assert (revealed.party_id, revealed.purpose.clear) == (party.id, "电话告知办理进展")
    assert revealed.by == BUREAU


async def test_nothing_is_shown_of_a_party_of_another_matter() -> None:
    matter = a_matter()
    world = World().holding(matter)

    with pytest.raises(NoSuchParty):
        await reveal_party(world.ports, BUREAU, matter.id, an_id(), "核对")
    assert world.facts == []
