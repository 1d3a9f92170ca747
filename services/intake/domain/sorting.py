"""Sorting: classifying a matter, sealing it where the law says so."""

from dataclasses import dataclass
from datetime import date, datetime

from chassis.kernel import Actor, Phrase
from law.calendar import day_of
from law.rulebook import Rulebook
from services.intake.domain import clocks, giving, sealing
from services.intake.domain.assignment import Assignment
from services.intake.domain.classification import Classification
from services.intake.domain.errors import (
    NotYourMatter,
    OrganUnknown,
    RespondentMissing,
    SimplifiedNeedsOneOrgan,
    SimplifiedUnfitting,
)
from services.intake.domain.facts import (
    ContactNamed,
    MatterClassified,
    MatterForwarded,
    MatterSealed,
    MatterUnsealed,
    MatterWithdrawn,
)
from services.intake.domain.giving import Recipients
from services.intake.domain.matter import Matter
from services.intake.domain.organs import Tree
from services.intake.domain.party import Role
from services.intake.domain.states import Mode, State

FROM_ABOVE = frozenset({"transfer", "leader"})


def classify(
    matter: Matter,
    said: Classification,
    *,
    tree: Tree,
    rules: Rulebook,
    by: Actor,
    now: datetime,
) -> None:
    matter.require_open()
    if by.organ != matter.desk and all(part.organ != by.organ for part in matter.live_parts):
        raise NotYourMatter(organ=matter.desk)
    if said.simplified:
        _require_simple(matter)
    is_sealed = rules.routes[said.route].sealed
    circle = _circle(matter, said, tree, rules) if is_sealed else None
    had_own_rules = sealing.own_notice_rules(matter.route, rules)
    matter.purpose, matter.content, matter.route = said.purpose, said.content, said.route
    matter.division = said.division or matter.division
    matter.simplified, matter.urgent = said.simplified, said.urgent or matter.urgent
    if said.requests and not matter.opinions:
        matter.requests = matter.numbered(said.requests)
    matter.record(
        MatterClassified(
            purpose=matter.purpose,
            content=matter.content,
            route=matter.route,
            division=matter.division,
            simplified=matter.simplified,
            urgent=matter.urgent,
            requests=list(matter.requests),
            by=by,
            at=now,
        )
    )
    if circle:
        _seal(matter, circle, tree, rules, by, now)
    elif matter.sealed:
        _unseal(matter, by, now)
    if not matter.contact and not matter.sealed:
        matter.contact = by.post
        matter.record(ContactNamed(post=by.post, by=by, at=now))
    _retime(matter, had_own_rules, rules, day_of(now))


def _require_simple(matter: Matter) -> None:
    """国信办发〔2022〕17号: not for what a superior assigned, what is joint, what needs several."""
    if matter.items[0].channel in FROM_ABOVE:
        raise SimplifiedUnfitting(reason=Phrase("it was assigned from above", "上级交办"))
    if matter.items[0].people_count > 1:
        raise SimplifiedUnfitting(reason=Phrase("several people came with it", "多人联名"))
    if len(matter.live_parts) > 1:
        raise SimplifiedNeedsOneOrgan


@dataclass(frozen=True, slots=True)
class _Circle:
    """Who may not learn of a sealed matter, and the discipline organ that is left to take it."""

    barred: list[str]
    taker: str


def _circle(matter: Matter, said: Classification, tree: Tree, rules: Rulebook) -> _Circle:
    among_parties = (party.organ for party in matter.parties if party.role is Role.RESPONDENT)
    respondents = {*said.respondents, *among_parties} - {""}
    if not all(tree.exists(organ) for organ in respondents):
        raise OrganUnknown
    if not respondents and said.route != sealing.ACCUSATION:
        raise RespondentMissing
    barred = sealing.barred_by(respondents, tree)
    return _Circle(barred, sealing.addressee(barred, rules))


def _seal(
    matter: Matter, circle: _Circle, tree: Tree, rules: Rulebook, by: Actor, now: datetime
) -> None:
    """The organs complained of and their lines lose it in the moment it is seen for what it is."""
    barred, taker = circle.barred, circle.taker
    is_accusation = matter.route == sealing.ACCUSATION
    unwelcome = [
        part
        for part in matter.live_parts
        if part.organ in barred or (is_accusation and part.organ != taker)
    ]
    kept = {part.organ for part in matter.live_parts if part not in unwelcome}
    takes_it = is_accusation or matter.desk in barred
    readers = {matter.desk, *kept} | ({taker} if takes_it else set())
    matter.sealed, matter.barred = True, barred
    matter.readers = sorted(readers - set(barred))
    matter.record(MatterSealed(readers=list(matter.readers), barred=list(barred), by=by, at=now))
    for part in unwelcome:
        giving.take_back(matter, part, day_of(now))
        matter.record(MatterWithdrawn(organ=part.organ, by=by, at=now))
    if matter.desk in barred:
        _pass_on(matter, taker, tree, rules, by, now)


def _pass_on(
    matter: Matter, taker: str, tree: Tree, rules: Rulebook, by: Actor, now: datetime
) -> None:
    """The desk itself is complained of or in the line: from now on nobody there can give it.

    Nor could anybody there decide an objection, so the discipline organ has no window for one.
    """
    matter.contact = ""
    if any(part.organ == taker for part in matter.live_parts):
        return
    today = day_of(now)
    for part in giving.give(matter, Mode.FORWARDED, Recipients(taker), tree, rules, by, today):
        matter.lapse(today, part.objection)
        part.given_by, part.objection = taker, None
        matter.record(MatterForwarded(organ=part.organ, lead=part.lead, by=by, at=now))


def _unseal(matter: Matter, by: Actor, now: datetime) -> None:
    matter.sealed, matter.readers, matter.barred = False, [], []
    matter.record(MatterUnsealed(by=by, at=now))


def _retime(matter: Matter, had_own_rules: bool, rules: Rulebook, today: date) -> None:
    """What the route changes: whose notice rules hold, and which term acceptance started."""
    has_own_rules = sealing.own_notice_rules(matter.route, rules)
    for part in matter.live_parts:
        if has_own_rules:
            matter.lapse(today, part.notice)
        elif had_own_rules:
            _start_notice(matter, part, rules)
        _retime_acceptance(matter, part, rules, today)
        if part.state is State.ACCEPTED and part.accepted:
            _retime_handling(matter, part, part.accepted, rules, today)
    if not matter.simplified:
        matter.lapse(today, matter.passing)
    elif matter.passing is None and rules.simplified and matter.awaits_disposal:
        passing = rules.simplified.passing
        matter.passing = matter.start(rules, passing, matter.desk, "registered", today)


def _cause_of(part: Assignment) -> str:
    return "received" if part.mode is Mode.OWN_DESK else str(part.mode)


def _start_notice(matter: Matter, part: Assignment, rules: Rulebook) -> None:
    name = "own_notice" if part.mode is Mode.OWN_DESK else "notice"
    part.notice = matter.start(rules, name, part.organ, _cause_of(part), part.given)


def _retime_acceptance(matter: Matter, part: Assignment, rules: Rulebook, today: date) -> None:
    """The short way has a term for deciding on acceptance, the ordinary one has none."""
    if not matter.simplified:
        matter.lapse(today, part.acceptance)
        part.acceptance = None
    elif part.acceptance is None and part.state is State.PENDING and rules.simplified:
        acceptance = rules.simplified.acceptance
        part.acceptance = matter.start(rules, acceptance, part.organ, _cause_of(part), part.given)


def _retime_handling(
    matter: Matter, part: Assignment, accepted: date, rules: Rulebook, today: date
) -> None:
    running = clocks.of(matter.clocks, part.handling) if part.handling else None
    term = giving.handling_term(matter, rules)
    if running is None or running.name != term:
        matter.lapse(today, part.handling)
        part.handling = None
        giving.start_handling(matter, part, accepted, rules)
