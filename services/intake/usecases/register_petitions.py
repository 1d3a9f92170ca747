"""The hot verb: many petitions in one transaction. A bad row is refused alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from chassis.kernel import Principal, Refusal
from law.calendar import day_of
from services.intake.domain import query_code
from services.intake.domain.advice import Advice
from services.intake.domain.errors import PostVacant
from services.intake.domain.matter import Matter
from services.intake.domain.organs import Tree, standing
from services.intake.domain.party import PartyRecord
from services.intake.domain.permissions import IMPORT_PETITIONS, REGISTER_PETITIONS
from services.intake.domain.petition import Petition
from services.intake.domain.registering import Desk, is_machine, register
from services.intake.domain.sealing import seal_what_was_brought_over
from services.intake.usecases.ports import Ports, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One row as it was handed in. Rows of one batch may come from different desks."""

    actor: Principal
    fields: Mapping[str, str]
    requests: Sequence[str] = ()
    parties: Sequence[Mapping[str, str]] = ()
    source: str = ""
    external_id: str = ""
    history: bool = False


@dataclass(frozen=True, slots=True)
class Registered:
    """The query code is told here and nowhere else: only its hash is kept."""

    matter: Matter
    query_code: str
    advice: tuple[Advice, ...]
    records: list[PartyRecord] = field(repr=False)


@dataclass(frozen=True, slots=True)
class AlreadyRegistered:
    """The same item of the same source came before; nothing was done again."""

    matter_id: UUID


Outcome = Registered | AlreadyRegistered | Refusal


async def register_petitions(
    ports: Ports, jurisdiction: str, submissions: Sequence[Submission]
) -> list[Outcome]:
    tree = await ports.organs.tree(jurisdiction)
    read = [_register(ports, tree, submission) for submission in submissions]
    vacant = await _vacant(ports, jurisdiction, submissions, read)
    async with ports.transaction(jurisdiction) as work:
        registered = [outcome for outcome in read if isinstance(outcome, Registered)]
        sources = [source for outcome in registered if (source := _source(outcome))]
        known = dict(await work.matters.known(sources)) if sources else {}
        outcomes = [_once(outcome, known, vacant) for outcome in read]
        for outcome in outcomes:
            if isinstance(outcome, Registered):
                await work.matters.save(outcome.matter)
                for record in outcome.records:
                    await work.parties.save(record)
    return outcomes


def _register(ports: Ports, tree: Tree, submission: Submission) -> Outcome:
    actor, now = submission.actor, ports.now()
    try:
        actor.require(IMPORT_PETITIONS if submission.history else REGISTER_PETITIONS)
        petition = Petition.read(
            submission.fields,
            requests=submission.requests,
            parties=submission.parties,
            source=submission.source,
            external_id=submission.external_id,
            history=submission.history,
            today=day_of(now),
        )
        for organ in petition.organs:
            standing(tree, organ)
        rules = ports.rulebooks.on(actor.jurisdiction, petition.received)
        registration = register(
            petition,
            desk=Desk.of(petition.desk, actor, tree),
            rules=rules,
            by=actor,
            now=now,
            new_id=ports.new_id,
        )
        route = registration.matter.route
        if route and rules.routes[route].sealed:
            seal_what_was_brought_over(
                registration.matter, tree=tree, rules=rules, by=actor, now=now
            )
    except Refusal as refusal:
        return refusal
    matter, code = registration.matter, query_code.spelled(ports.new_code())
    matter.query_code_hash = query_code.hashed(matter.jurisdiction, code)
    return Registered(matter, code, petition.advice(rules), registration.records)


async def _vacant(
    ports: Ports, jurisdiction: str, submissions: Sequence[Submission], read: Sequence[Outcome]
) -> frozenset[str]:
    """The posts named as contacts in which nobody sits."""
    contacts = {outcome.matter.contact for outcome in read if isinstance(outcome, Registered)}
    acting = {s.actor.post for s in submissions if not is_machine(s.actor)}
    if not (named := contacts - acting - {""}):
        return frozenset()
    return frozenset(named.difference(await ports.organs.staffed(jurisdiction, named)))


def _source(outcome: Registered) -> Source | None:
    item = outcome.matter.items[0]
    return (item.source, item.external_id) if item.external_id else None


def _once(outcome: Outcome, known: dict[Source, UUID], vacant: frozenset[str]) -> Outcome:
    if not isinstance(outcome, Registered):
        return outcome
    source = _source(outcome)
    if source and source in known:
        return AlreadyRegistered(known[source])
    if outcome.matter.contact in vacant:
        return PostVacant(post=outcome.matter.contact)
    if source:
        known[source] = outcome.matter.id
    return outcome
