"""Who acts before there is anybody: whoever enters a jurisdiction's first organs and people."""

from uuid import UUID

from chassis.kernel import Principal
from services.identity.domain.permissions import CHANGE_ORGANISATION, CHANGE_PERSONS

FOUNDER = UUID("5d0d9a51-6a4b-5c6e-9f0b-000000000001")


def founder(jurisdiction: str) -> Principal:
    """Only an installer holds it; no token names it, as nobody can sign in as it."""
    return Principal(
        person=FOUNDER,
        post="onedoor/founder",
        organ="onedoor",
        jurisdiction=jurisdiction,
        permissions=frozenset({CHANGE_ORGANISATION, CHANGE_PERSONS}),
    )
