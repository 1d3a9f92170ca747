"""What every verb has in common: it asks for its permission, and a stranger finds nothing."""

from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any
from uuid import UUID

import pytest

from chassis.kernel import Forbidden, Principal
from services.intake import usecases
from services.intake.domain.errors import NoSuchMatter
from services.intake.domain.permissions import READ_MATTERS
from services.intake.usecases import Part, Ports
from tests.builders import a_principal, an_id
from tests.intake.builders import BUREAU, LEAF, an_accusation, told_answer
from tests.intake.fakes import World

Call = Callable[[Ports, Principal, UUID], Coroutine[Any, Any, object]]
CLAIM = {"purpose": "claim", "content": LEAF, "route": "r6"}
CONSENTS = {"petitioner": "2026-09-15", "respondent": "2026-09-15"}
PARTS = [Part({"title": "一"}, ["甲"]), Part({"title": "二"}, ["乙"])]


async def one_byte() -> AsyncIterator[bytes]:
    yield b"1"


CALLS: dict[str, Call] = {
    "matter:classify": lambda p, a, m: usecases.classify_matter(p, a, m, CLAIM),
    "matter:link": lambda p, a, m: usecases.link_matter(p, a, m, an_id()),
    "matter:split": lambda p, a, m: usecases.split_matter(p, a, m, PARTS),
    "matter:give": lambda p, a, m: usecases.forward_matter(p, a, m, "housing"),
    "matter:give to assign": lambda p, a, m: usecases.assign_matter(p, a, m, "housing"),
    "matter:accept": usecases.accept_matter,
    "matter:refuse": lambda p, a, m: usecases.refuse_matter(p, a, m, "concluded", "已终结"),
    "matter:close to hand over": lambda p, a, m: usecases.hand_over_matter(
        p, a, m, "litigation", "法院", "移送"
    ),
    "objection:raise": lambda p, a, m: usecases.object_to_assignment(p, a, m, "不属"),
    "objection:decide": lambda p, a, m: usecases.decide_objection(
        p, a, m, "housing", upheld=True, reason="是"
    ),
    "notice:give": lambda p, a, m: usecases.give_notice(p, a, m, "receipt", "收到"),
    "service:record": lambda p, a, m: usecases.record_service(p, a, m, 1, "mail", "received"),
    "extension:request": lambda p, a, m: usecases.request_extension(p, a, m, 10, "复杂"),
    "extension:approve": usecases.approve_extension,
    "extension:approve to decline": usecases.decline_extension,
    "opinion:issue": lambda p, a, m: usecases.issue_opinion(p, a, m, [told_answer()]),
    "report:submit": lambda p, a, m: usecases.submit_closing_report(p, a, m, "办结"),
    "report:decide": lambda p, a, m: usecases.decide_closing_report(
        p, a, m, "housing", approved=True
    ),
    "matter:close": usecases.close_matter,
    "matter:resolve": lambda p, a, m: usecases.record_resolution(
        p, a, m, {"resolution": "unresolved"}
    ),
    "matter:name_contact": lambda p, a, m: usecases.name_contact(p, a, m, "housing/handler"),
    "matter:refer": lambda p, a, m: usecases.refer_matter(p, a, m, "property_service", CONSENTS),
    "petition:register to renew": usecases.renew_query_code,
    "attachment:add": lambda p, a, m: usecases.add_attachment(p, a, m, "证据.png", one_byte()),
    "party:reveal": lambda p, a, m: usecases.reveal_party(p, a, m, an_id(), "联系"),
}


@pytest.mark.parametrize("name", CALLS)
async def test_a_post_without_the_permission_does_nothing(name: str) -> None:
    clerk = a_principal("petition-bureau", BUREAU.jurisdiction)

    with pytest.raises(Forbidden) as refusal:
        await CALLS[name](World().ports, clerk, an_id())

    assert refusal.value.params["permission"] == name.split(maxsplit=1)[0]


@pytest.mark.parametrize("name", CALLS)
async def test_the_permission_alone_opens_nothing_that_may_not_be_seen(name: str) -> None:
    """Here the one organ that had it, and is complained of."""
    matter = an_accusation("housing")
    world = World().holding(matter)
    may = frozenset({name.split(maxsplit=1)[0], READ_MATTERS})
    respondent = a_principal("housing", BUREAU.jurisdiction, may)

    with pytest.raises(NoSuchMatter):
        await CALLS[name](world.ports, respondent, matter.id)

    assert world.matters.facts == []
    assert world.files.kept == {}
