"""Petitions, matters and people of intake that its tests talk about."""

from datetime import datetime

from chassis.kernel import Principal, new_id
from chassis.organisation import Organ, Tree
from law.calendar import day_of
from law.clock import Clock
from law.organisation import load_organisation
from services.intake.domain import giving, permissions
from services.intake.domain.giving import Recipients
from services.intake.domain.matter import Matter
from services.intake.domain.petition import Petition
from services.intake.domain.registering import Desk, Registration, register
from tests.builders import NOON, RULEBOOKS, RULES, a_principal

EVERYTHING = frozenset(
    value for name, value in vars(permissions).items() if name.isupper() and ":" in value
)
TREE = Tree(
    {
        organ.code: Organ(
            code=organ.code,
            name=organ.name,
            kind=organ.kind,
            level=organ.level,
            parent=organ.parent,
            external=organ.external,
            resident=organ.resident,
            successor="",
        )
        for organ in load_organisation(RULEBOOKS / "organisation" / "420881.yaml").organs.values()
    }
)


def a_clerk(organ: str, jurisdiction: str = "420881") -> Principal:
    return a_principal(organ, jurisdiction, EVERYTHING)


BUREAU = a_clerk("petition-bureau")
HOUSING = a_clerk("housing")
HEALTH = a_clerk("health")
DISCIPLINE = a_clerk("discipline")


def told(**fields: str) -> dict[str, str]:
    """A letter as a form hands it in."""
    return {"channel": "letter", "title": "电梯", "body": "电梯从五月起一直停运。"} | fields


def a_petition(
    *requests: str,
    parties: tuple[dict[str, str], ...] = (),
    history: bool = False,
    now: datetime = NOON,
    **fields: str,
) -> Petition:
    return Petition.read(
        told(**fields), requests=requests, parties=parties, history=history, today=day_of(now)
    )


def a_registration(
    petition: Petition, by: Principal = BUREAU, now: datetime = NOON
) -> Registration:
    return register(
        petition,
        desk=Desk.of(petition.desk, by, TREE),
        rules=RULES,
        by=by,
        now=now,
        new_id=new_id,
    )


def a_matter(by: Principal = BUREAU, now: datetime = NOON, route: str = "r6") -> Matter:
    matter = a_registration(a_petition(now=now), by, now).matter
    matter.purpose, matter.route = "claim", route
    return matter


def a_forwarded_matter(
    *co_handlers: str, lead: str = "housing", now: datetime = NOON, route: str = "r6"
) -> Matter:
    matter = a_matter(now=now, route=route)
    to = Recipients(lead, co_handlers)
    giving.forward(matter, to, tree=TREE, rules=RULES, by=BUREAU, now=now)
    return matter


def an_assigned_matter(
    *co_handlers: str, lead: str = "housing", days: int | None = None, now: datetime = NOON
) -> Matter:
    matter = a_matter(now=now)
    to = Recipients(lead, co_handlers)
    giving.assign(matter, to, days=days, tree=TREE, rules=RULES, by=BUREAU, now=now)
    return matter


def an_accepted_matter(matter: Matter | None = None, now: datetime = NOON) -> Matter:
    matter = matter or a_forwarded_matter()
    giving.accept(matter, rules=RULES, by=HOUSING, now=now)
    return matter


def open_clocks(matter: Matter) -> dict[tuple[str, str], Clock]:
    """The open clocks by term and owner."""
    return {(clock.name, clock.owner): clock for clock in matter.clocks if clock.is_open}


def clock_of(matter: Matter, name: str, owner: str) -> Clock:
    """The latest clock of this term and owner, open or not."""
    return [clock for clock in matter.clocks if (clock.name, clock.owner) == (name, owner)][-1]
