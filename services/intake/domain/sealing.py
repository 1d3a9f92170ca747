"""Accusations (Art. 30), and retaliation, leaks and staff conduct: who may have and read them."""

from collections.abc import Iterable
from datetime import datetime

from chassis.kernel import Actor
from law.rulebook import Rulebook
from services.intake.domain.errors import OnlyDiscipline, OrganBarred
from services.intake.domain.facts import MatterSealed
from services.intake.domain.matter import Matter
from services.intake.domain.organs import Tree, line_of

ACCUSATION = "accusation"
LITIGATION = "r1"


def own_notice_rules(route: str, rules: Rulebook) -> bool:
    """Art. 23, last paragraph: T2 and T3 are not for litigation matters and accusations."""
    return route == LITIGATION or (bool(route) and rules.routes[route].sealed)


def barred_by(respondents: Iterable[str], tree: Tree) -> list[str]:
    """The organs complained of and their lines. Nobody in them may learn of the matter."""
    return sorted(set().union(*(line_of(tree, organ) for organ in respondents)))


def addressee(barred: Iterable[str], rules: Rulebook) -> str:
    """The discipline organ that takes it: the first that does not stand in the line barred."""
    candidates = rules.accusations.organs if rules.accusations else ()
    for organ in candidates:
        if organ not in barred:
            return organ
    raise OnlyDiscipline(known="—")


def seal_what_was_brought_over(
    matter: Matter, *, tree: Tree, rules: Rulebook, by: Actor, now: datetime
) -> None:
    """An old accusation is sealed before anybody can read it; what was done with it stays done."""
    respondents = {party.organ for party in matter.parties if party.organ}
    barred = barred_by(respondents, tree)
    readers = {matter.desk, *(part.organ for part in matter.assignments)}
    if matter.route == ACCUSATION:
        readers.add(addressee(barred, rules))
    matter.sealed, matter.barred = True, barred
    matter.readers = sorted(readers - set(barred))
    matter.record(MatterSealed(readers=list(matter.readers), barred=list(barred), by=by, at=now))


def require_open_to(matter: Matter, organ: str, rules: Rulebook) -> None:
    if organ in matter.barred:
        raise OrganBarred(organ=organ)
    if matter.route == ACCUSATION:
        taker = addressee(matter.barred, rules)
        if organ != taker:
            raise OnlyDiscipline(known=taker)
