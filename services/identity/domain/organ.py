"""An organ: a body in the county's tree, in the centre or not, ours or above us."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID, uuid5

from chassis.kernel import Actor, Aggregate
from services.identity.domain.errors import NoSuchOrgan, OrganBelowItself
from services.identity.domain.facts import OrganChanged, OrganEstablished
from services.identity.domain.particulars import Particulars

ORGANS = UUID("5d0d9a51-6a4b-5c6e-9f0b-7f3f1d2c8a10")


def organ_id(jurisdiction: str, code: str) -> UUID:
    """Derived from the code, so that a code is unique without asking and found without an index."""
    return uuid5(ORGANS, f"{jurisdiction}/{code}")


@dataclass(kw_only=True)
class Organ(Aggregate):
    kind: ClassVar[str] = "organ"
    code: str
    particulars: Particulars

    @classmethod
    def establish(
        cls, jurisdiction: str, code: str, particulars: Particulars, *, by: Actor, now: datetime
    ) -> Self:
        organ = cls(
            jurisdiction=jurisdiction,
            id=organ_id(jurisdiction, code),
            code=code,
            particulars=particulars,
        )
        organ.record(OrganEstablished(code=code, particulars=particulars, by=by, at=now))
        return organ

    def change(self, particulars: Particulars, *, by: Actor, now: datetime) -> None:
        """Saying what is so already changes nothing and is no fact."""
        if particulars == self.particulars:
            return
        self.particulars = particulars
        self.record(OrganChanged(code=self.code, particulars=particulars, by=by, at=now))


def require_a_tree(known: Mapping[str, Particulars], code: str) -> None:
    """Everything an organ refers to exists, and going up from it ends."""
    if (successor := known[code].successor) and successor not in known:
        raise NoSuchOrgan(organ=successor)
    passed, above = {code}, known[code].parent
    while above:
        if above not in known:
            raise NoSuchOrgan(organ=above)
        if above in passed:
            raise OrganBelowItself(organ=code)
        passed.add(above)
        above = known[above].parent
