"""After and around the procedure: resolution, rating, mediation, contact, files, looks."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest

from chassis.calendars import Pending
from chassis.kernel import Actor, Principal
from law.calendar import Calendar
from services.intake.domain import answering, following_up, giving
from services.intake.domain.errors import (
    AlreadyRated,
    BelongsElsewhere,
    CodeUnknown,
    ConsentMissing,
    DayInTheFuture,
    EvidenceMissing,
    MatterNotClosed,
    NoSuchAttachment,
    NoSuchParty,
    NoSuchReferral,
    NotEvaluable,
    NotHandledBy,
    NotYourAssignment,
    NotYourMatter,
    PostUnreadable,
    RatingWindowClosed,
    ReferralOpen,
    RouteMissing,
    SealedStays,
    TextMissing,
)
from services.intake.domain.facts import ClocksRecomputed, PartyRevealed, QueryCodeRenewed
from services.intake.domain.giving import Recipients
from services.intake.domain.matter import Matter
from services.intake.domain.rating import Rating
from services.intake.domain.referral import Consents
from services.intake.domain.states import (
    Axis,
    NoticeKind,
    Rated,
    ReferralStatus,
    Resolution,
    Status,
)
from tests.builders import CALENDAR, NOON, RULES, an_id, at
from tests.intake.builders import (
    BUREAU,
    HEALTH,
    HOUSING,
    TREE,
    a_closed_matter,
    a_file,
    a_forwarded_matter,
    a_matter,
    a_petition,
    a_registration,
    an_accepted_matter,
    an_accusation,
    an_answered_matter,
    classify,
)

PETITIONER = Actor(an_id(), "petitioner", "")
BOTH = {"petitioner": "2026-09-15", "respondent": "2026-09-16", "respondent_method": "written"}


def resolve(matter: Matter, *evidence: UUID, by: Principal = HOUSING, **told: str) -> None:
    said = {"resolution": "resolved"} | told
    following_up.record_resolution(matter, said, evidence, by=by, now=NOON)


def renew(matter: Matter, ground: str = "", *, late: bool = False, by: Principal = BUREAU) -> None:
    following_up.renew_query_code(matter, "new hash", ground, late=late, by=by, now=NOON)


def rate(
    matter: Matter,
    of: Rated = Rated.ORGAN,
    organ: str = "housing",
    mark: str = "satisfied",
    day: str = "2026-09-20",
    *,
    doubtful: bool = False,
) -> None:
    given = Rating(of, organ, mark, at(day).date(), doubtful)
    following_up.rate(matter, given, rules=RULES, calendar=CALENDAR, by=PETITIONER, now=at(day))


def refer(matter: Matter, kind: str = "property_service", by: Principal = HOUSING) -> UUID:
    referral_id = an_id()
    consents = Consents.read(BOTH, date(2026, 9, 16))
    following_up.refer(matter, referral_id, kind, consents, rules=RULES, by=by, now=NOON)
    return referral_id


def test_closed_is_not_resolved() -> None:
    matter = a_closed_matter()
    assert matter.verdict is None

    resolve(matter, resolution="unresolved", explained="done", remark="仍有异议")

    assert matter.verdict is not None
    assert matter.verdict.resolution is Resolution.UNRESOLVED
    assert matter.status is Status.CLOSED


def test_resolved_needs_evidence_that_the_matter_holds() -> None:
    matter = a_closed_matter()

    with pytest.raises(EvidenceMissing):
        resolve(matter)
    with pytest.raises(NoSuchAttachment):
        resolve(matter, an_id())
    resolve(matter, a_file(matter))

    assert matter.verdict is not None
    assert matter.verdict.resolution is Resolution.RESOLVED


def test_the_four_outcomes_of_article_27_do_not_depend_on_each_other() -> None:
    matter = a_closed_matter()

    resolve(matter, resolution="unresolved", solved="not_done", helped="done")

    assert matter.verdict is not None
    fourfold = matter.verdict.fourfold
    assert (fourfold.solved, fourfold.helped) == (Axis.NOT_DONE, Axis.DONE)
    assert (fourfold.explained, fourfold.handled_by_law) == (
        Axis.NOT_APPLICABLE,
        Axis.NOT_APPLICABLE,
    )


def test_what_was_unresolved_may_be_resolved_later() -> None:
    matter = a_closed_matter()
    resolve(matter, resolution="unresolved")

    resolve(matter, a_file(matter))

    assert matter.verdict is not None
    assert matter.verdict.resolution is Resolution.RESOLVED


def test_an_open_matter_is_neither_resolved_nor_rated() -> None:
    with pytest.raises(MatterNotClosed):
        resolve(an_accepted_matter(), resolution="unresolved")
    with pytest.raises(MatterNotClosed):
        rate(an_accepted_matter())


def test_the_petitioner_rates_office_and_organ_separately_once_each() -> None:
    matter = a_closed_matter()

    rate(matter, Rated.OFFICE, "petition-bureau", "basically_satisfied")
    rate(matter, Rated.ORGAN, "housing", "unsatisfied")

    assert [(r.of, r.organ, r.mark) for r in matter.ratings] == [
        ("office", "petition-bureau", "basically_satisfied"),
        ("organ", "housing", "unsatisfied"),
    ]
    with pytest.raises(AlreadyRated):
        rate(matter)


def test_only_who_handled_it_is_rated_in_words_of_the_rulebook() -> None:
    matter = a_closed_matter()

    with pytest.raises(NotHandledBy) as refusal:
        rate(matter, organ="health")
    assert refusal.value.params["known"] == "housing"
    with pytest.raises(NotHandledBy):
        rate(matter, Rated.OFFICE, "housing")
    with pytest.raises(CodeUnknown):
        rate(matter, mark="great")


@pytest.mark.parametrize(("day", "in_time"), [("2026-10-16", True), ("2026-10-17", False)])
def test_a_rating_is_given_within_its_window(day: str, in_time: bool) -> None:
    matter = a_closed_matter()

    if in_time:
        rate(matter, day=day)
    else:
        with pytest.raises(RatingWindowClosed):
            rate(matter, day=day)

    assert bool(matter.ratings) is in_time


def test_what_is_not_evaluable_is_not_rated() -> None:
    matter = a_closed_matter()
    matter.rating_window = None

    with pytest.raises(NotEvaluable):
        rate(matter)


def test_every_matter_has_one_named_contact() -> None:
    matter = a_forwarded_matter()

    following_up.name_contact(matter, "housing/handler", by=HOUSING, now=NOON)

    assert matter.contact == "housing/handler"
    with pytest.raises(PostUnreadable):
        following_up.name_contact(matter, "王小明", by=HOUSING, now=NOON)
    with pytest.raises(NotYourAssignment):
        following_up.name_contact(matter, "health/handler", by=HEALTH, now=NOON)


def test_with_both_sides_consent_a_matter_is_offered_to_mediation() -> None:
    matter = an_accepted_matter()
    before = list(matter.clocks)

    referral_id = refer(matter)

    (referral,) = matter.referrals
    assert (referral.id, referral.status) == (referral_id, ReferralStatus.OFFERED)
    assert [consent.side for consent in referral.consents] == ["petitioner", "respondent"]
    assert matter.clocks == before


@pytest.mark.parametrize("side", ["petitioner", "respondent"])
def test_without_the_consent_of_one_side_there_is_no_referral(side: str) -> None:
    with pytest.raises(ConsentMissing) as refusal:
        Consents.read(BOTH | {side: ""}, date(2026, 9, 16))

    assert refusal.value.params == {"side": side}


def test_nobody_consents_tomorrow() -> None:
    with pytest.raises(DayInTheFuture):
        Consents.read(BOTH, date(2026, 9, 15))


def test_only_what_can_be_settled_is_mediated() -> None:
    with pytest.raises(BelongsElsewhere):
        refer(a_forwarded_matter(route="r1"))
    with pytest.raises(RouteMissing):
        refer(a_matter(route=""), by=BUREAU)
    with pytest.raises(SealedStays):
        refer(an_accusation("health"), by=BUREAU)
    with pytest.raises(CodeUnknown):
        refer(an_accepted_matter(), "nonsense")


def test_a_matter_is_in_one_mediation_at_a_time() -> None:
    matter = an_accepted_matter()
    referral_id = refer(matter)
    with pytest.raises(ReferralOpen):
        refer(matter)

    tell(matter, referral_id, ReferralStatus.DECLINED, version=2)
    refer(matter)

    assert len(matter.referrals) == 2


def tell(
    matter: Matter, referral_id: UUID, status: ReferralStatus, *, version: int, outcome: str = ""
) -> bool:
    return following_up.record_referral_outcome(
        matter, referral_id, status, outcome, version=version, by=PETITIONER, now=NOON
    )


def test_older_news_of_a_referral_change_nothing() -> None:
    matter = an_accepted_matter()
    referral_id = refer(matter)

    assert tell(matter, referral_id, ReferralStatus.CONCLUDED, version=3, outcome="agreed")
    assert not tell(matter, referral_id, ReferralStatus.ACCEPTED, version=2)
    assert not tell(matter, referral_id, ReferralStatus.CONCLUDED, version=3, outcome="agreed")

    assert (matter.referrals[0].status, matter.referrals[0].outcome) == ("concluded", "agreed")
    with pytest.raises(NoSuchReferral):
        tell(matter, an_id(), ReferralStatus.ACCEPTED, version=9)


def test_looking_at_a_party_says_why_and_stays_in_the_journal() -> None:
    matter = a_registration(a_petition(parties=({"name": "王某"},))).matter
    (party,) = matter.parties

    following_up.reveal_party(matter, party.id, "电话联系信访人", by=BUREAU, now=NOON)

    fact = matter.take_facts()[-1]
    assert isinstance(fact, PartyRevealed)
    assert (fact.party_id, fact.purpose.key) == (party.id, matter.id)
    with pytest.raises(TextMissing):
        following_up.reveal_party(matter, party.id, " ", by=BUREAU, now=NOON)
    with pytest.raises(NoSuchParty):
        following_up.reveal_party(matter, an_id(), "核对", by=BUREAU, now=NOON)


@pytest.mark.parametrize(
    "verb",
    [
        lambda m: following_up.reveal_party(m, m.parties[0].id, "核对", by=HOUSING, now=NOON),
        lambda m: following_up.name_contact(m, "housing/handler", by=HOUSING, now=NOON),
        lambda m: refer(m, by=HOUSING),
        lambda m: answering.give_notice(
            m, NoticeKind.RECEIPT, "已收到", rules=RULES, by=HOUSING, now=NOON
        ),
        lambda m: a_file(m, by=HOUSING),
    ],
    ids=["reveal_party", "name_contact", "refer_matter", "give_notice", "add_attachment"],
)
def test_an_organ_that_gave_it_back_has_no_more_to_do_with_it(
    verb: Callable[[Matter], object],
) -> None:
    """It reads on what it had; the petitioner's data, and a word to them, are for others now."""
    matter = classify(a_registration(a_petition(parties=({"name": "王某"},))).matter)
    giving.forward(matter, Recipients("housing"), tree=TREE, rules=RULES, by=BUREAU, now=NOON)
    giving.object_to(matter, "不属", rules=RULES, calendar=CALENDAR, by=HOUSING, now=NOON)
    giving.decide_objection(matter, "housing", upheld=True, reason="是", by=BUREAU, now=NOON)
    before = matter.version

    with pytest.raises(NotYourAssignment):
        verb(matter)

    assert matter.version == before


def test_only_the_desk_gives_a_new_query_code_out() -> None:
    """With the petitioner's code an organ could mark its own work."""
    matter = an_accepted_matter()

    with pytest.raises(NotYourMatter):
        renew(matter, by=HOUSING)

    assert matter.query_code_hash == ""


def test_a_renewed_query_code_replaces_the_old_one() -> None:
    matter = a_matter()

    renew(matter)

    assert matter.query_code_hash == "new hash"
    assert [(renewal.organ, renewal.late) for renewal in matter.renewals] == [
        ("petition-bureau", False)
    ]
    assert not matter.code_came_late


def test_after_the_answer_a_new_code_needs_a_ground_which_the_journal_keeps() -> None:
    matter = a_closed_matter()
    matter.take_facts()

    with pytest.raises(TextMissing):
        renew(matter, late=True)
    renew(matter, "信访人遗失凭条", late=True)

    (fact,) = matter.take_facts()
    assert isinstance(fact, QueryCodeRenewed)
    assert fact.late
    assert fact.ground is not None
    assert fact.ground.key == matter.id
    assert matter.code_came_late


def test_there_is_something_to_mark_once_an_answer_was_issued() -> None:
    waiting, answered = an_accepted_matter(), an_answered_matter()

    assert (waiting.is_answered, answered.is_answered) == (False, True)
    assert a_closed_matter().is_answered


def test_a_doubtful_mark_is_kept_as_one() -> None:
    matter = a_closed_matter()

    rate(matter, doubtful=True)

    assert [rating.doubtful for rating in matter.ratings] == [True]


BEFORE = Calendar(CALENDAR.published - {2026}, frozenset(), frozenset())
PUBLICATION = Pending("420881", 2026, 1, (BEFORE,), CALENDAR, None)


def test_a_published_calendar_is_recorded_where_it_moves_a_due_day() -> None:
    matter = a_forwarded_matter(now=at("2026-09-24"))

    following_up.recompute_clocks(matter, PUBLICATION, by=PETITIONER, now=NOON)

    fact = matter.take_facts()[-1]
    assert isinstance(fact, ClocksRecomputed)
    assert [matter.clocks[number - 1].name for number in fact.clocks] == ["objection"]


def test_a_calendar_that_moves_nothing_leaves_no_trace() -> None:
    matter = a_matter()
    version = matter.version

    following_up.recompute_clocks(matter, PUBLICATION, by=PETITIONER, now=NOON)

    assert matter.version == version
