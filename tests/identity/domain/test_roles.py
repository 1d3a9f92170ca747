"""What each role may: the lines between them are the point of having roles."""

import re

import pytest

from chassis import organisation
from services.identity.domain.errors import NoSuchRole
from services.identity.domain.roles import MACHINE_ROLES, PERMISSIONS, Role, permissions_of

CASES = re.compile(
    r"(petition|matter|objection|notice|service|extension|opinion|report|party"
    r"|accusation|referral|order|attachment):"
)


def may(role: Role) -> frozenset[str]:
    return PERMISSIONS[role]


def test_every_role_has_permissions_and_each_is_a_noun_and_a_verb() -> None:
    assert set(PERMISSIONS) == set(Role)
    for permissions in PERMISSIONS.values():
        assert permissions
        assert all(re.fullmatch(r"[a-z]+:[a-z_]+", permission) for permission in permissions)


def test_an_administrator_and_an_auditor_have_nothing_to_do_with_cases() -> None:
    for role in (Role.ADMINISTRATOR, Role.AUDITOR, Role.ANALYST, Role.SERVICE):
        assert not [permission for permission in may(role) if CASES.match(permission)]


def test_only_the_head_of_an_organ_approves_an_extension() -> None:
    """条例 Art. 34."""
    assert {role for role in Role if "extension:approve" in may(role)} == {Role.HEAD}


def test_only_who_was_named_for_it_handles_accusations() -> None:
    """条例 Art. 30."""
    assert {role for role in Role if "accusation:handle" in may(role)} == {Role.ACCUSATION_HANDLER}


def test_who_requests_decides_nothing_and_who_presses_answers_nothing() -> None:
    assert "objection:decide" not in may(Role.HANDLER)
    assert "report:decide" not in may(Role.HANDLER)
    assert "order:answer" not in may(Role.SUPERVISOR)
    assert "order:issue" not in may(Role.HEAD)


def test_people_who_oversee_read_all_and_change_no_case() -> None:
    allowed = {"matter:read", "matter:read_all"}
    assert {p for p in may(Role.LEADER) if p.startswith("matter:")} == allowed
    assert {p for p in may(Role.SUPERVISOR) if p.startswith("matter:")} == allowed


def test_all_services_know_a_machine_by_the_same_roles() -> None:
    assert organisation.MACHINE_ROLES == MACHINE_ROLES


def test_only_a_machine_imports_rebuilds_and_reads_addresses() -> None:
    for permission in ("petition:import", "journal:replay", "contact:read"):
        assert {role for role in Role if permission in may(role)} <= MACHINE_ROLES


def test_a_post_with_two_roles_may_what_either_may() -> None:
    both = permissions_of([Role.HANDLER, Role.HEAD])

    assert set(both) == may(Role.HANDLER) | may(Role.HEAD)
    assert list(both) == sorted(both)


def test_a_role_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(NoSuchRole, match="registrar"):
        Role.read("emperor")
