"""What stands in a contract has a rule, and what has a rule stands in a contract."""

import inspect
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from services.identity.domain.roles import PERMISSIONS, Role
from tests.access import test_leaks, test_lists, test_people
from tests.access.test_permissions import BY_PERMISSION, FOR_ANY_POST
from tests.access.test_things import ON_A_THING
from tools.pages.access import Rule, doors, rules
from tools.pages.assembled import services

SIGNING_IN = {
    "/.well-known/openid-configuration": "tells where the others are",
    "/oauth2/keys": "public keys, for everybody who checks a token",
    "/oauth2/authorize": "the sign-in itself: nobody has a token yet",
    "/oauth2/token": "the code, the refresh token or the client's secret is asked for",
    "/oauth2/revoke": "the token to be revoked is the proof",
    "/oauth2/userinfo": "the bearer of a token asks about themselves",
    "/oauth2/sign_out": "the session's cookie is the proof",
}
"""Doors of OpenID Connect, which has contracts of its own; tests/identity knocks at them."""
BY_HAND: Mapping[Any, set[tuple[str, str]]] = {
    test_lists.test_a_list_holds_what_its_reader_may_see_and_nothing_else: {
        (service, operation) for service, _, _, operation in test_lists.LISTS.values()
    },
    test_lists.test_a_search_finds_what_its_reader_may_see_and_nothing_else: {
        ("intake", "search_matters"),
        ("intake", "SearchMatters"),
    },
    test_lists.test_a_person_is_found_in_the_matters_whose_parties_one_may_open: {
        ("intake", "find_parties"),
        ("intake", "FindParties"),
    },
    test_lists.test_deadlines_are_ones_own_or_of_all_and_sealed_ones_of_their_organ: {
        ("alerts", "list_deadlines")
    },
    test_lists.test_the_board_counts_what_its_reader_may_see: {
        ("alerts", "get_board"),
        ("alerts", "GetBoard"),
    },
    test_lists.test_the_board_says_the_same_as_a_stream: {("alerts", "follow_board")},
    test_lists.test_deliveries_are_shown_to_the_organ_concerned: {("alerts", "list_deliveries")},
    test_lists.test_only_the_post_that_was_told_acknowledges: {("alerts", "acknowledge_delivery")},
    test_lists.test_rates_are_ones_own_or_for_whoever_reads_all: {("alerts", "get_rates")},
    test_people.test_one_sees_colleagues_and_keepers_see_everybody: {
        ("identity", "list_persons"),
        ("identity", "get_person"),
    },
    test_people.test_ones_own_contacts_are_ones_own_to_change: {("identity", "change_contacts")},
    test_people.test_a_token_tells_its_bearer_about_themselves: {("identity", "who_am_i")},
    test_leaks.test_the_code_opens_whoever_asks_and_nothing_opens_instead: {
        ("intake", "get_progress"),
        ("intake", "rate_matter"),
    },
}
"""Operations that no table of rules tries, by the test that knocks at them as every role."""
OF_EVERY_SERVICE = {"/v1/openapi.json": "the contract, which is public"}


def test_every_operation_has_a_rule_and_every_rule_an_operation() -> None:
    named = {(rule.service, rule.operation) for rule in rules()}

    assert set(doors()) - named == set(), "say in tests/access/rules.yaml who may do this"
    assert named - set(doors()) == set(), "no contract knows this any more"


def test_every_operation_is_tried_as_every_role() -> None:
    """By its rule, or by a test that was written for it: a new kind of rule needs one."""
    by_rule = [(rule.service, rule.operation) for rule in (*ON_A_THING, *BY_PERMISSION)]
    by_rule += [(rule.service, rule.operation) for rule in FOR_ANY_POST]
    by_hand = [operation for operations in BY_HAND.values() for operation in operations]
    tried = by_rule + by_hand

    assert sorted(tried) == sorted((rule.service, rule.operation) for rule in rules())


@pytest.mark.parametrize("test", BY_HAND, ids=lambda test: test.__name__)
def test_what_is_tried_by_hand_is_knocked_at_by_its_own_test(test: Any) -> None:
    source = _told_in(test)
    untried = [each for each in BY_HAND[test] if not _is_named(*each, source)]

    assert untried == []
    assert inspect.signature(test).parameters.keys() & {"everybody", "roles", "operation"}


@pytest.mark.parametrize("service", services(), ids=lambda service: service.name)
def test_no_door_stands_beside_the_contract(service: Any) -> None:
    told = set(service.rest.openapi()["paths"])
    beside = set(_paths(service.rest)) - told - set(OF_EVERY_SERVICE)

    assert beside == (set(SIGNING_IN) if service.name == "identity" else set())


@pytest.mark.parametrize("rule", [r for r in rules() if r.needs], ids=lambda r: r.operation)
def test_a_rule_names_permissions_that_some_role_has_and_some_role_lacks(rule: Rule) -> None:
    holders = {role for role in Role if rule.allows(PERMISSIONS[role])}

    assert holders, "nobody could ever do this"
    assert holders != set(Role), "a permission that everybody has asks for nothing"


def test_no_permission_is_given_that_no_operation_asks_for() -> None:
    """The words of a relation are asked for by the thing itself."""
    of_relations = {"matter:read_all", "accusation:handle", "board:read", "rates:read"}
    asked = {need for rule in rules() for need in rule.needs} | of_relations
    given = {permission for role in Role for permission in PERMISSIONS[role]}

    assert given - asked == {"petition:import"}, "asked for row by row: test_leaks tries it"


def _told_in(test: Any) -> str:
    """Its own lines, and what they name in their module: functions it calls, tables it goes by."""
    lines = inspect.getsource(test)
    parts = [lines]
    for name, named in vars(inspect.getmodule(test)).items():
        if named is test or not re.search(rf"\b{name}\b", lines):
            continue
        if inspect.isfunction(named) and not name.startswith("test_"):
            parts.append(inspect.getsource(named))
        elif name.isupper():
            parts.append(repr(named))
    return "\n".join(parts)


def _is_named(service: str, operation: str, text: str) -> bool:
    """By its name, or by the whole of its door with anything for the things in it."""
    path = doors()[service, operation].path
    door = r"\{[^}]*\}".join(map(re.escape, re.split(r"\{\w+\}", path)))
    return bool(
        re.search(rf"[\"']{operation}[\"']", text) or (path and re.search(rf"{door}[\"'?]", text))
    )


def _paths(app: Any) -> Iterator[str]:
    for route in app.routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from _paths(inner)
        else:
            yield route.path
