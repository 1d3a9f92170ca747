"""What the rules ask of the organ tree."""

from collections.abc import Mapping
from typing import Protocol

from services.intake.domain.errors import OrganUnknown, SuccessorExists

DISCIPLINE = "discipline"
PETITION_OFFICE = "petition_office"
"""The kind of organ that receives under Art. 22; every other desk receives under Art. 23."""


class Organ(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def external(self) -> bool: ...
    @property
    def successor(self) -> str: ...


class Tree(Protocol):
    """The organs of one jurisdiction, those above it included."""

    @property
    def organs(self) -> Mapping[str, Organ]: ...
    def exists(self, code: str) -> bool: ...
    def name(self, code: str) -> str: ...
    def superiors(self, code: str) -> tuple[str, ...]: ...
    def subordinates(self, code: str) -> frozenset[str]: ...


def line_of(tree: Tree, code: str) -> frozenset[str]:
    """The organ, all above it and all below it: who may not learn of an accusation against it.

    The discipline organs above are its judges, also where a discipline organ is complained of.
    """
    above = (organ for organ in tree.superiors(code) if tree.organs[organ].kind != DISCIPLINE)
    return frozenset({code, *above}) | tree.subordinates(code)


def standing(tree: Tree, code: str) -> Organ:
    """The organ, as long as it stands; a merged one has a successor (Art. 24)."""
    organ = tree.organs.get(code)
    if organ is None:
        raise OrganUnknown
    if organ.successor:
        raise SuccessorExists(organ=code, successor=organ.successor)
    return organ


def remedy_of(tree: Tree, organ: str, named: str) -> str:
    """Who re-examines (Art. 35): the organ named, else the next one up."""
    above = tree.superiors(organ)
    reviewer = named.strip() or (above[0] if above else "")
    if reviewer == organ or not tree.exists(reviewer):
        raise OrganUnknown
    return reviewer
