"""A matter as it is kept: everything it is goes down as JSON and comes up again."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from pydantic import TypeAdapter

from chassis.kernel import Personal, Principal, Refusal
from law.clock import Clock
from services.intake.domain import answering, closing, following_up, giving
from services.intake.domain.errors import NoSuchDocument, NotYourAssignment
from services.intake.domain.facts import MatterRegistered
from services.intake.domain.giving import Recipients
from services.intake.domain.matter import Matter
from services.intake.domain.rating import Rating
from services.intake.domain.referral import Consents
from services.intake.domain.states import OPEN, NoticeKind, Rated
from tests.builders import CALENDAR, NOON, RULES, an_id, at
from tests.intake.builders import (
    BUREAU,
    DISCIPLINE,
    HEALTH,
    HOUSING,
    TREE,
    a_forwarded_matter,
    a_matter,
    a_petition,
    a_registration,
    an_accepted_matter,
    an_accusation,
    an_answer,
    classify,
    serve,
)

MATTER = TypeAdapter(Matter)


def sealed(text: Personal) -> str:
    return "•" * len(text.clear or "")


def a_matter_with_everything() -> Matter:
    matter = a_registration(
        a_petition("修电梯", "退费", parties=({"name": "王某"},), received="2026-09-10")
    ).matter
    classify(matter, "修电梯")
    giving.assign(
        matter, Recipients("housing"), days=20, tree=TREE, rules=RULES, by=BUREAU, now=NOON
    )
    an_accepted_matter(matter)
    answering.request_extension(
        matter, 10, "复杂", rules=RULES, calendar=CALENDAR, by=HOUSING, now=NOON
    )
    answering.decide_extension(matter, approved=True, calendar=CALENDAR, by=HOUSING, now=NOON)
    answering.give_notice(matter, NoticeKind.EXTENSION, "延期", rules=RULES, by=HOUSING, now=NOON)
    consents = Consents.read(
        {"petitioner": "2026-09-15", "respondent": "2026-09-15"}, date(2026, 9, 16)
    )
    following_up.refer(
        matter, an_id(), "property_service", consents, rules=RULES, by=HOUSING, now=NOON
    )
    answers = [an_answer(matter)]
    answering.issue_opinion(matter, answers, "county", rules=RULES, by=HOUSING, now=NOON)
    serve(matter, 2)
    closing.submit_report(matter, "办结", by=HOUSING, now=NOON)
    closing.return_report(matter, "housing", "返工", rules=RULES, by=BUREAU, now=NOON)
    closing.submit_report(matter, "办结", by=HOUSING, now=NOON)
    closing.approve_report(matter, "housing", rules=RULES, by=BUREAU, now=NOON)
    told = {"resolution": "unresolved", "explained": "done"}
    following_up.record_resolution(matter, told, (), by=HOUSING, now=NOON)
    rating = Rating(Rated.ORGAN, "housing", "satisfied", NOON.date())
    following_up.rate(matter, rating, rules=RULES, calendar=CALENDAR, by=BUREAU, now=NOON)
    following_up.renew_query_code(matter, "hash", "遗失", late=True, by=BUREAU, now=NOON)
    return matter


@pytest.mark.parametrize(
    "matter",
    [a_matter(HOUSING), a_matter_with_everything(), an_accusation("housing", by=HOUSING)],
    ids=["registered", "everything", "sealed"],
)
def test_a_matter_comes_back_as_it_was_kept(matter: Matter) -> None:
    kept = MATTER.dump_json(matter, context={"seal": sealed})

    back = MATTER.validate_json(kept)

    assert MATTER.dump_json(back) == kept
    assert [clock.due(CALENDAR) for clock in back.clocks] == [
        clock.due(CALENDAR) for clock in matter.clocks
    ]
    assert "电梯" not in kept.decode()
    assert "王某" not in kept.decode()


def test_the_facts_of_a_matter_name_nobody_in_the_clear() -> None:
    for fact in a_matter_with_everything().take_facts():
        written = TypeAdapter(type(fact)).dump_json(fact, context={"seal": sealed}).decode()

        assert all(word not in written for word in ("王某", "电梯", "复杂", "返工"))


def test_the_past_of_a_matter_is_kept_with_its_registration() -> None:
    petition = a_petition(history=True, received="2020-03-02", closed="2020-03-10")
    (fact,) = a_registration(petition).matter.take_facts()
    registered = TypeAdapter(MatterRegistered)
    assert isinstance(fact, MatterRegistered)

    back = registered.validate_json(registered.dump_json(fact, context={"seal": sealed}))

    assert back.history == petition.history


def test_the_version_counts_the_facts() -> None:
    matter = a_matter_with_everything()

    assert matter.version == len(matter.take_facts())


def test_the_latest_part_of_an_organ_is_its_part() -> None:
    matter = a_forwarded_matter()
    giving.object_to(matter, "不属", rules=RULES, calendar=CALENDAR, by=HOUSING, now=NOON)
    giving.decide_objection(matter, "housing", upheld=True, reason="是", by=BUREAU, now=NOON)
    giving.forward(matter, Recipients("housing"), tree=TREE, rules=RULES, by=BUREAU, now=NOON)

    assert matter.part_of("housing") is matter.assignments[1]
    with pytest.raises(NotYourAssignment):
        matter.part_of("health")


def test_a_document_that_was_never_written_is_not_found() -> None:
    with pytest.raises(NoSuchDocument):
        a_matter().document(1)


Act = Callable[[Matter, Principal, str, datetime], object]


def give(matter: Matter, by: Principal, organ: str, now: datetime) -> None:
    giving.forward(matter, Recipients(organ), tree=TREE, rules=RULES, by=by, now=now)


def assign(matter: Matter, by: Principal, organ: str, now: datetime) -> None:
    to = Recipients("", (organ,)) if matter.lead else Recipients(organ)
    giving.assign(matter, to, days=None, tree=TREE, rules=RULES, by=by, now=now)


def decide(upheld: bool) -> Act:
    return lambda matter, by, organ, now: giving.decide_objection(
        matter, organ, upheld=upheld, reason="已核实", by=by, now=now
    )


def notice(kind: NoticeKind) -> Act:
    return lambda matter, by, _, now: answering.give_notice(
        matter, kind, "告知", rules=RULES, by=by, now=now
    )


def opinion(matter: Matter, by: Principal, _: str, now: datetime) -> None:
    answers = [an_answer(matter, request.number) for request in matter.requests]
    answering.issue_opinion(matter, answers, "county", rules=RULES, by=by, now=now)


ACTS: dict[str, Act] = {
    "forward": give,
    "assign": assign,
    "accept": lambda m, by, _, now: giving.accept(m, rules=RULES, by=by, now=now),
    "object": lambda m, by, _, now: giving.object_to(
        m, "不属", rules=RULES, calendar=CALENDAR, by=by, now=now
    ),
    "uphold": decide(True),
    "reject": decide(False),
    "notify": notice(NoticeKind.RECEIPT),
    "send elsewhere": notice(NoticeKind.WHERE_TO_GO),
    "reply": notice(NoticeKind.REPLY),
    "opinion": opinion,
    "serve": lambda m, by, _, now: serve(m, m.next_document() - 1, by=by, now=now),
    "refuse": lambda m, by, _, now: closing.refuse(
        m, "concluded", "已终结", rules=RULES, by=by, now=now
    ),
    "hand over": lambda m, by, _, now: closing.hand_over(
        m, "litigation", "法院", "移送", on=now.date(), rules=RULES, by=by, now=now
    ),
    "close": lambda m, by, _, now: closing.close(m, rules=RULES, by=by, now=now),
    "report": lambda m, by, _, now: closing.submit_report(m, "办结", by=by, now=now),
    "approve": lambda m, by, organ, now: closing.approve_report(
        m, organ, rules=RULES, by=by, now=now
    ),
    "return": lambda m, by, organ, now: closing.return_report(
        m, organ, "返工", rules=RULES, by=by, now=now
    ),
    "seal": lambda m, by, organ, now: an_accusation(organ, by=by, matter=m, now=now),
    "classify": lambda m, by, _, now: classify(m, by=by, now=now),
    "simplify": lambda m, by, _, now: classify(m, by=by, now=now, simplified="yes"),
    "send to court": lambda m, by, _, now: classify(m, by=by, now=now, route="r1"),
}


THE_LAST_STEP_FIRST = ("approve", "close", "report", "serve", "opinion", "accept")


class AnyOrder(RuleBasedStateMachine):
    """Whoever tries whatever in whichever order: what the law promises stays true."""

    @initialize(desk=st.sampled_from([BUREAU, HOUSING]))
    def register(self, desk: Principal) -> None:
        self.matter = a_matter(desk)
        self.day = 16
        self.known: list[Clock] = []

    @rule(days=st.integers(1, 4))
    def let_time_pass(self, days: int) -> None:
        self.day = min(self.day + days, 30)

    @rule(
        act=st.sampled_from(sorted(ACTS)),
        by=st.sampled_from([BUREAU, BUREAU, HOUSING, HOUSING, HEALTH, DISCIPLINE]),
        organ=st.sampled_from(["housing", "housing", "health", "discipline"]),
    )
    def try_anything(self, act: str, by: Principal, organ: str) -> None:
        self.act(act, by, organ)

    def act(self, act: str, by: Principal, organ: str) -> None:
        before = self.matter.version
        try:
            ACTS[act](self.matter, by, organ, at(f"2026-09-{self.day}"))
        except Refusal:
            assert self.matter.version == before
        else:
            assert self.matter.version > before

    @rule(
        giving=st.sampled_from(["forward", "assign"]), organ=st.sampled_from(["housing", "health"])
    )
    def do_what_comes_next(self, giving: str, organ: str) -> None:
        before = self.matter.version
        for act in (*THE_LAST_STEP_FIRST, giving):
            for by in (BUREAU, HOUSING, HEALTH):
                self.act(act, by, organ)
                if self.matter.version > before:
                    return

    @invariant()
    def clocks_keep_their_number_and_an_ended_one_its_day(self) -> None:
        for known, clock in zip(self.known, self.matter.clocks, strict=False):
            assert (known.number, known.name, known.owner, known.started) == (
                clock.number,
                clock.name,
                clock.owner,
                clock.started,
            )
            assert known.is_open or known.stopped == clock.stopped
        event(f"stands {self.matter.status}")
        numbers = [clock.number for clock in self.matter.clocks]
        assert numbers == list(range(1, len(numbers) + 1))
        self.known = list(self.matter.clocks)

    @invariant()
    def no_duty_outlives_the_matter(self) -> None:
        if self.matter.status not in OPEN:
            owners = {clock.owner for clock in self.matter.clocks if clock.is_open}
            assert owners <= {"petitioner"}
            assert self.matter.live_parts == []

    @invariant()
    def an_open_duty_is_owned_by_whoever_can_do_it(self) -> None:
        held = {part.organ for part in self.matter.live_parts} | {self.matter.desk, "petitioner"}
        assert {clock.owner for clock in self.matter.clocks if clock.is_open} <= held

    @invariant()
    def only_acceptance_starts_the_sixty_days(self) -> None:
        accepted = {part.accepted for part in self.matter.assignments}
        started = {c.started for c in self.matter.clocks if c.name == "handling"}
        assert started <= accepted

    @invariant()
    def there_is_one_lead_at_most(self) -> None:
        assert sum(part.lead for part in self.matter.live_parts) <= 1

    @invariant()
    def the_line_complained_of_neither_holds_nor_reads_it(self) -> None:
        barred = set(self.matter.barred)
        assert not barred & set(self.matter.readers)
        assert not barred & {part.organ for part in self.matter.live_parts}


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
