"""Petitions, matters and people of intake that its tests talk about."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from chassis.kernel import Principal, new_id
from chassis.organisation import Organ, Tree
from law.calendar import day_of
from law.clock import Clock
from law.organisation import load_organisation
from services.intake.domain import answering, closing, following_up, giving, permissions, sorting
from services.intake.domain.answering import Serving
from services.intake.domain.attachment import Attachment
from services.intake.domain.classification import Classification
from services.intake.domain.giving import Recipients
from services.intake.domain.matter import Matter
from services.intake.domain.opinion import Answer
from services.intake.domain.petition import Petition
from services.intake.domain.registering import Desk, Registration, register
from tests.builders import NOON, RULEBOOKS, RULES, a_principal, an_id

EVERYTHING = frozenset(
    value
    for name, value in vars(permissions).items()
    if name.isupper() and ":" in value and value != permissions.IMPORT_PETITIONS
)
"""What any post of people may be allowed."""
BRINGING = frozenset(
    {permissions.REGISTER_PETITIONS, permissions.IMPORT_PETITIONS, permissions.READ_MATTERS}
)
"""What a machine is allowed that brings petitions in."""
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
IMPORTER = replace(BUREAU, post="petition-bureau/importer", permissions=BRINGING)
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
    fields: dict[str, str] | None = None,
    **more: str,
) -> Petition:
    return Petition.read(
        told(**(fields or {}), **more),
        requests=requests,
        parties=parties,
        history=history,
        today=day_of(now),
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


LEAF = RULES.content.paths[0]


def a_classification(
    *requests: str, respondents: tuple[str, ...] = (), **fields: str
) -> Classification:
    said = {"purpose": "claim", "content": LEAF, "route": "r6"} | fields
    return Classification.read(said, requests=requests, respondents=respondents, rules=RULES)


def classify(
    matter: Matter,
    *requests: str,
    respondents: tuple[str, ...] = (),
    by: Principal = BUREAU,
    now: datetime = NOON,
    **fields: str,
) -> Matter:
    said = a_classification(*requests, respondents=respondents, **fields)
    sorting.classify(matter, said, tree=TREE, rules=RULES, by=by, now=now)
    return matter


def an_accusation(
    *respondents: str, by: Principal = BUREAU, matter: Matter | None = None, now: datetime = NOON
) -> Matter:
    matter = matter or a_matter(by)
    return classify(
        matter, respondents=respondents, by=by, now=now, purpose="accusation", route="accusation"
    )


def told_answer(request: int = 1, **fields: str) -> dict[str, str]:
    """An answer to one request with all that Art. 32 asks for."""
    return {
        "request": str(request),
        "outcome": "support",
        "facts": "电梯已停运四个月",
        "evidence": "现场照片",
        "opinion": "责令物业限期修复",
        "instrument": "特种设备安全法",
        "article": "第四十条",
        "version": "2013",
    } | fields


def an_answer(matter: Matter, request: int = 1, **fields: str) -> Answer:
    return Answer.read(told_answer(request, **fields), matter.id, RULES)


def an_answered_matter(matter: Matter | None = None, now: datetime = NOON) -> Matter:
    matter = matter or an_accepted_matter()
    answers = [an_answer(matter, request.number) for request in matter.requests]
    answering.issue_opinion(matter, answers, "county", rules=RULES, by=HOUSING, now=now)
    return matter


def a_file(matter: Matter, by: Principal = HOUSING, now: datetime = NOON) -> UUID:
    """A scanned receipt that belongs to the matter."""
    file = Attachment(
        id=an_id(),
        name=matter.personal("回执.png"),
        media_type="image/png",
        size=1024,
        digest="00" * 32,
        added=day_of(now),
        by=by.post,
    )
    following_up.add_attachment(matter, file, by=by, now=now)
    return file.id


def serve(
    matter: Matter,
    document: int = 1,
    outcome: str = "received",
    *,
    proof: UUID | None = None,
    on: str = "",
    by: Principal = HOUSING,
    now: datetime = NOON,
) -> None:
    serving = Serving.read("mail", on, outcome, proof, today=day_of(now))
    answering.record_service(matter, document, serving, rules=RULES, by=by, now=now)


def a_served_matter(matter: Matter | None = None, now: datetime = NOON) -> Matter:
    matter = matter or an_answered_matter()
    serve(matter, proof=a_file(matter), now=now)
    return matter


def a_closed_matter(now: datetime = NOON) -> Matter:
    matter = a_served_matter()
    closing.close(matter, rules=RULES, by=HOUSING, now=now)
    return matter
