"""What each role may do in the whole house: the one table that turns posts into permissions.

A post carries roles, never permissions, so that a line changed here reaches everybody who holds
the role. Each permission is narrowed again where it is used: to the post's own organ, to what was
given to it, and away from an accusation's barred line.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Self

from services.identity.domain.errors import NoSuchRole


class Role(StrEnum):
    REGISTRAR = "registrar"  # 登记员: the guidance desk
    RECEIVER = "receiver"  # 接访员: sorts, gives to organs, watches what was given
    HANDLER = "handler"  # 承办人: works on what lies with the organ
    HEAD = "head"  # 单位负责人
    DEPUTY = "deputy"  # 分管负责人
    ACCUSATION_HANDLER = "accusation_handler"  # 检举控告承办人: named one by one, as Art. 30 asks
    SUPERVISOR = "supervisor"  # 督查专员
    MEDIATOR = "mediator"  # 调解员
    MEDIATION_HEAD = "mediation_head"  # 调委会主任
    ANALYST = "analyst"  # 研判员
    LEADER = "leader"  # 市领导
    AUDITOR = "auditor"  # 审计员
    ADMINISTRATOR = "administrator"  # 管理员: people and organs, never cases
    IMPORTER = "importer"  # a client that brings items in
    SERVICE = "service"  # a service of the house, or another system's

    @classmethod
    def read(cls, text: str) -> Self:
        try:
            return cls(text.strip())
        except ValueError as fault:
            raise NoSuchRole(known=", ".join(cls)) from fault


MACHINE_ROLES = frozenset({Role.IMPORTER, Role.SERVICE})

_DESK = {
    "petition:register",
    "matter:read",
    "matter:classify",
    "matter:link",
    "matter:split",
    "matter:name_contact",
    "attachment:add",
    "party:reveal",
    "service:record",
}
_HANDLING = _DESK | {
    "matter:give",  # an organ passes on to those below it (Art. 23)
    "matter:accept",
    "matter:refuse",
    "matter:refer",
    "matter:close",
    "matter:resolve",
    "notice:give",
    "objection:raise",
    "extension:request",
    "opinion:issue",
    "report:submit",
    "order:answer",
    "alert:acknowledge",
}
_ANSWERING_FOR_THE_ORGAN = _HANDLING | {"objection:decide", "report:decide"}
_OVERVIEW = {"board:read", "rates:read"}  # of all organs; one's own needs no permission

PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.REGISTRAR: frozenset(_DESK),
    Role.RECEIVER: frozenset(
        _DESK
        | _OVERVIEW
        | {
            "matter:give",
            "matter:refer",
            "matter:close",
            "matter:resolve",
            "notice:give",
            "objection:decide",
            "report:decide",
            "alert:acknowledge",
        }
    ),
    Role.HANDLER: frozenset(_HANDLING),
    # Art. 34: the extension is approved by the head of the organ, by nobody for them.
    Role.HEAD: frozenset(_ANSWERING_FOR_THE_ORGAN | {"extension:approve"}),
    Role.DEPUTY: frozenset(_ANSWERING_FOR_THE_ORGAN),
    Role.ACCUSATION_HANDLER: frozenset({"matter:read", "accusation:handle", "attachment:add"}),
    Role.SUPERVISOR: frozenset(
        _OVERVIEW
        | {"matter:read", "matter:read_all", "order:issue", "order:decide", "alert:acknowledge"}
    ),
    Role.MEDIATOR: frozenset({"referral:conclude", "attachment:add", "alert:acknowledge"}),
    Role.MEDIATION_HEAD: frozenset(
        {"referral:accept", "referral:conclude", "attachment:add", "alert:acknowledge"}
    ),
    Role.ANALYST: frozenset(_OVERVIEW),
    Role.LEADER: frozenset(_OVERVIEW | {"matter:read", "matter:read_all", "alert:acknowledge"}),
    Role.AUDITOR: frozenset(_OVERVIEW | {"audit:verify"}),
    Role.ADMINISTRATOR: frozenset(
        {"organisation:change", "person:change", "calendar:publish", "parked:replay"}
    ),
    Role.IMPORTER: frozenset({"petition:register", "petition:import", "attachment:add"}),
    Role.SERVICE: frozenset({"journal:replay", "contact:read"}),
}


def permissions_of(roles: Iterable[Role]) -> tuple[str, ...]:
    return tuple(sorted(frozenset().union(*(PERMISSIONS[role] for role in roles))))
