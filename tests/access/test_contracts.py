"""What stands in a contract has a rule, and what has a rule stands in a contract."""

from collections.abc import Iterator
from typing import Any

import pytest

from services.identity.domain.roles import PERMISSIONS, Role
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
OF_EVERY_SERVICE = {"/v1/openapi.json": "the contract, which is public"}


def test_every_operation_has_a_rule_and_every_rule_an_operation() -> None:
    named = {(rule.service, rule.operation) for rule in rules()}

    assert set(doors()) - named == set(), "say in tests/access/rules.yaml who may do this"
    assert named - set(doors()) == set(), "no contract knows this any more"


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


def _paths(app: Any) -> Iterator[str]:
    for route in app.routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from _paths(inner)
        else:
            yield route.path
