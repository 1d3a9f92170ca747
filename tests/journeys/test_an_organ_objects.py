"""An organ says that a matter is not its own, in time or too late."""

import pytest

from tests.journeys.house import House, refused
from tests.journeys.steps import (
    ago,
    claim,
    clock,
    deadlines,
    do,
    importer,
    part,
    receiver,
    register,
    registrar,
    see,
    terms_on_board,
)

pytestmark = pytest.mark.engines


def test_an_objection_upheld_brings_the_matter_back_and_it_is_given_to_another(
    house: House,
) -> None:
    wrong, right, receiving = (
        house.person("finance.handler"),
        house.person("taxation.handler"),
        receiver(house),
    )
    matter = register(registrar(house), title="发票开具问题")["id"]
    claim(receiving, matter)
    do(receiving, "forward", matter, lead="finance")

    objected = do(wrong, "object_to_assignment", matter, ground="发票由税务部门管理。")
    assert part(objected, "finance")["state"] == "objected"
    waiting = clock(objected, "objection_decision", "petition-bureau")
    assert waiting["due"] is None, "the law sets the sender no term"
    with refused("forbidden"):
        do(wrong, "decide_objection", matter, organ="finance", upheld=True, reason="同意")
    back = do(
        receiving, "decide_objection", matter, organ="finance", upheld=True, reason="确属税务。"
    )
    assert (back["status"], part(back, "finance")["state"]) == ("registered", "returned")
    terms_on_board(receiving, matter, [], organ="finance")

    given = do(receiving, "forward", matter, lead="taxation")
    assert part(given, "taxation")["bounces"] == 1
    assert do(right, "accept", matter)["status"] == "in_progress"


def test_an_objection_refused_leaves_the_matter_where_it_is(house: House) -> None:
    handler, receiving = house.person("finance.handler"), receiver(house)
    matter = register(registrar(house), title="财政补贴未到账")["id"]
    claim(receiving, matter)
    do(receiving, "forward", matter, lead="finance")
    do(handler, "object_to_assignment", matter, ground="不归我们管。")

    do(receiving, "decide_objection", matter, organ="finance", upheld=False, reason="职责明确。")

    with refused("objection_decided"):
        do(handler, "object_to_assignment", matter, ground="还是不归我们管。")
    assert part(do(handler, "accept", matter), "finance")["state"] == "accepted"


def test_silence_forfeits_the_objection_and_accepts_nothing(house: House) -> None:
    """The organ has had it for twenty days: brought over with the days it had elsewhere."""
    handler = house.person("justice.handler")
    matter = register(
        importer(house),
        received=ago(30),
        source="old-system",
        external_id="forfeit",
        history={"given_to": "justice", "given": ago(20), "route": "r6"},
    )["id"]

    silent = see(handler, matter)
    assert part(silent, "justice")["accepted"] is None
    assert clock(silent, "notice")["late"], "the written notice stays due, and is late"
    with refused("objection_window_closed"):
        do(handler, "object_to_assignment", matter, ground="不归我们管。")

    do(handler, "accept", matter)
    terms_on_board(handler, matter, ["handling", "notice"])
    assert {line["historical"] for line in deadlines(handler, matter)} == {True}
