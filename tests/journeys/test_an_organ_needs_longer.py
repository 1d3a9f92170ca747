"""Sixty days are not enough: the head of the organ grants thirty more, once."""

import pytest

from tests.journeys.house import House, refused
from tests.journeys.steps import (
    ahead,
    claim,
    clock,
    do,
    part,
    receiver,
    register,
    registrar,
    terms_on_board,
)

pytestmark = pytest.mark.engines


def test_the_head_extends_once_and_the_petitioner_is_told(house: House) -> None:
    handler, head = (
        house.person("natural-resources.handler"),
        house.person("natural-resources.head"),
    )
    receiving = receiver(house)
    matter = register(registrar(house), title="宅基地确权久拖不决")["id"]
    claim(receiving, matter)
    do(receiving, "forward", matter, lead="natural-resources")
    do(handler, "accept", matter)

    with refused("extension_too_long"):
        do(handler, "request_extension", matter, days=31, reason="需要实地测绘。")
    do(handler, "request_extension", matter, days=30, reason="需要实地测绘。")
    with refused("forbidden"):
        do(handler, "approve_extension", matter)
    approved = do(head, "approve_extension", matter)

    extended = clock(approved, "handling")
    assert extended["due"] == ahead(90)
    assert "30 days" in extended["explanation"]
    assert part(approved, "natural-resources")["extension"]["notice_due"]
    with refused("already_extended"):
        do(handler, "request_extension", matter, days=1, reason="再多一天。")
    told = do(handler, "give_notice", matter, kind="extension", text="延长三十日:需要实地测绘。")
    assert not part(told, "natural-resources")["extension"]["notice_due"]
    terms_on_board(receiving, matter, ["handling", "notice"], organ="natural-resources")
