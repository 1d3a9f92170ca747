"""A lost answer is asked for again, and nothing happens twice."""

from concurrent.futures import ThreadPoolExecutor
from secrets import token_hex
from typing import Any

import pytest

from launch.answers import PlatformRefused
from launch.client import Client
from tests.journeys.house import House, refused
from tests.journeys.steps import claim, receiver, register, registrar, see

pytestmark = pytest.mark.engines

LAMPS = {"channel": "web", "title": "路灯不亮"}


def test_the_same_post_makes_one_matter(house: House) -> None:
    by, key = registrar(house), token_hex()

    first = by.post("intake", "/v1/petitions", LAMPS, key=key)
    again = by.post("intake", "/v1/petitions", LAMPS, key=key)

    assert again["id"] == first["id"]
    with refused("idempotency_key_reused"):
        by.post("intake", "/v1/petitions", LAMPS | {"title": "路灯坏了"}, key=key)


def test_the_same_post_many_times_at_once_makes_one_matter(house: House) -> None:
    by, key = registrar(house), token_hex()
    mine = LAMPS | {"title": f"路灯不亮 {key}"}

    with ThreadPoolExecutor(8) as clerks:
        ids = set(clerks.map(lambda _: _registered(by, mine, key), range(8)))

    assert len(ids - {""}) == 1
    listed = by.get("intake", "/v1/matters", page_size=200)["matters"]
    assert len([line for line in listed if line["title"] == mine["title"]]) == 1


def test_the_same_verb_is_done_once(house: House) -> None:
    by, key = receiver(house), token_hex()
    matter = register(registrar(house), title="占道经营")["id"]
    claim(by, matter)
    path, to = f"/v1/matters/{matter}:forward", {"lead": "urban-management"}

    by.post("intake", path, to, key=key)
    again = by.post("intake", path, to, key=key)

    assert len(again["assignments"]) == 1
    assert again["version"] == see(by, matter)["version"] == 3
    with refused("already_given"):
        by.post("intake", path, to)


def _registered(by: Client, petition: dict[str, Any], key: str) -> str:
    """Whoever comes while the first is still at it may be told to come again."""
    try:
        return str(by.post("intake", "/v1/petitions", petition, key=key)["id"])
    except PlatformRefused as refusal:
        assert refusal.code == "changed_meanwhile"  # noqa: PT017 - a refusal is one of two ends
        return ""
