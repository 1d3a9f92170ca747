"""Giving notice, over ports in memory."""

import pytest

from services.intake.domain.errors import CodeUnknown
from services.intake.usecases import give_notice
from tests.intake.builders import HOUSING, a_forwarded_matter, clock_of
from tests.intake.fakes import World


async def test_a_notice_of_receipt_does_the_duty_of_fifteen_days() -> None:
    matter = a_forwarded_matter()
    world = World().holding(matter)

    await give_notice(world.ports, HOUSING, matter.id, "receipt", "已收到,按第六类途径办理")

    assert not clock_of(matter, "notice", "housing").is_open
    assert world.facts == ["NoticeGiven"]


async def test_an_unknown_kind_of_notice_is_refused() -> None:
    with pytest.raises(CodeUnknown):
        await give_notice(World().ports, HOUSING, a_forwarded_matter().id, "gossip", "听说")
