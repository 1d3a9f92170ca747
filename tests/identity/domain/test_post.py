"""Posts: organ/duty, with roles that fit who holds them."""

from datetime import date

import pytest

from services.identity.domain.errors import NoSuchRole, PostUnreadable, RoleNotForThem
from services.identity.domain.post import Post
from services.identity.domain.roles import Role

DAY = date(2026, 9, 16)


def test_a_post_belongs_to_the_organ_in_its_code_and_names_each_role_once() -> None:
    post = Post.read("housing/head", ["head", "handler", "head"], DAY, machine=False)

    assert (post.organ, post.roles) == ("housing", (Role.HEAD, Role.HANDLER))
    assert "extension:approve" in post.permissions


@pytest.mark.parametrize("code", ["housing", "housing/", "/head", "housing/局长", "a/b/c", ""])
def test_a_code_without_organ_and_duty_is_refused(code: str) -> None:
    with pytest.raises(PostUnreadable):
        Post.read(code, ["head"], DAY, machine=False)


def test_a_post_without_a_role_or_with_an_unknown_one_is_refused() -> None:
    with pytest.raises(PostUnreadable):
        Post.read("housing/head", [], DAY, machine=False)
    with pytest.raises(NoSuchRole):
        Post.read("housing/head", ["emperor"], DAY, machine=False)


@pytest.mark.parametrize(("role", "machine"), [("service", False), ("handler", True)])
def test_people_and_machines_have_roles_of_their_own(role: str, machine: bool) -> None:
    with pytest.raises(RoleNotForThem):
        Post.read("housing/x", [role], DAY, machine=machine)
