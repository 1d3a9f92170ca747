"""The staff list: colleagues see each other, its keepers everybody, and nobody a machine's data."""

import pytest

from tests.access.county import BUREAU, each_role
from tests.access.stage import Stage

pytestmark = pytest.mark.engines

ROLES = list(each_role())


@pytest.mark.parametrize("roles", ROLES, ids=lambda roles: roles[0])
async def test_one_sees_colleagues_and_keepers_see_everybody(
    stage: Stage, roles: tuple[str, ...]
) -> None:
    me = next(one for held, one in stage.staff.items() if held == roles)
    keeps, machine = "person:change" in me.permissions, _importer(stage)
    known = {**stage.people, "myself": str(me.person), "machine": str(machine)}
    opened = set()
    for name, person in known.items():
        answer = await stage.county.ask("identity", "GET", f"/v1/persons/{person}", me)
        assert answer.status_code in {200, 404}, answer.text
        if answer.status_code == 200:
            opened.add(name)
    page = await stage.get("identity", me, "/v1/persons?page_size=200")
    listed = {p["id"] for p in page["persons"]}

    a_machine = {"myself", "machine"} if me.person == machine else {"machine"}
    if not keeps and _is_machine(roles):
        a_machine |= {"myself"}
    theirs = set(known) if keeps else set(known) - {"stranger"} - a_machine
    assert opened == theirs
    assert {name for name, person in known.items() if person in listed} == theirs


@pytest.mark.parametrize("roles", ROLES, ids=lambda roles: roles[0])
async def test_ones_own_contacts_are_ones_own_to_change(
    stage: Stage, roles: tuple[str, ...]
) -> None:
    me = next(one for held, one in stage.staff.items() if held == roles)
    told: dict[str, list[str]] = {"contacts": []}
    keeps = "person:change" in me.permissions

    own, colleagues = [
        await stage.county.ask(
            "identity", "POST", f"/v1/persons/{person}:change_contacts", me, json=told
        )
        for person in (me.person, stage.people["colleague"])
    ]

    # A machine's own entry is shown to keepers alone, so its own change ends in "not found".
    assert own.status_code == (404 if _is_machine(roles) else 200)
    assert colleagues.status_code == (200 if keeps else 403)


@pytest.mark.parametrize("roles", ROLES, ids=lambda roles: roles[0])
async def test_a_token_tells_its_bearer_about_themselves(
    stage: Stage, roles: tuple[str, ...]
) -> None:
    me = next(one for held, one in stage.staff.items() if held == roles)

    told = await stage.get("identity", me, "/v1/me")

    assert told["id"] == str(me.person)
    assert [post["code"] for post in told["posts"]] == [f"housing/one-{roles[0].replace('_', '-')}"]


async def test_addresses_and_login_names_are_for_the_keepers_and_oneself(stage: Stage) -> None:
    clerk = next(one for held, one in stage.staff.items() if held == ("handler",))
    keeper = stage.by(BUREAU)
    path = f"/v1/persons/{stage.people['colleague']}"

    seen = await stage.get("identity", clerk, path)
    in_full = await stage.get("identity", keeper, path)

    assert not seen.get("login")
    assert not seen.get("contacts")
    assert in_full["login"].startswith("colleague")


async def test_the_staff_of_another_county_is_nobody(stage: Stage) -> None:
    county = stage.county
    keeper = county.knocker(*stage.by(BUREAU).roles, place=county.elsewhere)
    await county.employ(keeper)
    stranger = stage.people["stranger"]

    seen = await county.ask("identity", "GET", f"/v1/persons/{stranger}", keeper)
    ended = await county.ask("identity", "POST", f"/v1/persons/{stranger}:deactivate", keeper)

    assert (seen.status_code, ended.status_code) == (404, 404)


def _importer(stage: Stage) -> object:
    return next(one.person for held, one in stage.staff.items() if held == ("importer",))


def _is_machine(roles: tuple[str, ...]) -> bool:
    return roles[0] in {"importer", "service"}
