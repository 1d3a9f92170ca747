"""A post: what a person does for an organ, from one day to another."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from chassis.kernel import Phrase
from services.identity.domain.errors import PostUnreadable, RoleNotForThem
from services.identity.domain.roles import MACHINE_ROLES, Role, permissions_of

DUTY = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")


@dataclass(frozen=True, slots=True)
class Post:
    """Its code is organ/duty. It is held by one person at a time."""

    code: str
    organ: str
    roles: tuple[Role, ...]
    since: date
    until: date | None = None

    @classmethod
    def read(cls, code: str, roles: Sequence[str], since: date, *, machine: bool) -> Self:
        organ, _, duty = code.partition("/")
        if not organ or not DUTY.fullmatch(duty):
            raise PostUnreadable(
                reason=Phrase("a post's code is written organ/duty", "岗位代码应写作“机构/职责”")
            )
        known = tuple(dict.fromkeys(map(Role.read, roles)))
        if not known:
            raise PostUnreadable(
                reason=Phrase("a post carries one role at least", "岗位至少应有一个角色")
            )
        for role in known:
            if machine and role not in MACHINE_ROLES:
                raise RoleNotForThem(role=role, holder="machines")
            if not machine and role in MACHINE_ROLES:
                raise RoleNotForThem(role=role, holder="people")
        return cls(code, organ, known, since)

    def is_over(self, today: date) -> bool:
        return self.until is not None and self.until < today

    @property
    def permissions(self) -> tuple[str, ...]:
        return permissions_of(self.roles)
