"""What of a matter the others may know."""

from chassis.kernel import Fact
from onedoor.intake.events.v1 import matter_events_pb2 as pb
from services.intake.adapters.messages import forgets, matter_message, messages_of
from services.intake.domain import following_up, giving, sorting
from services.intake.domain.classification import Classification
from services.intake.domain.matter import Matter
from services.intake.domain.rating import Rating
from services.intake.domain.referral import Consents
from services.intake.domain.states import Rated
from tests.builders import CALENDAR, NOON, RULES, SHELF, an_id
from tests.intake.builders import (
    BUREAU,
    HOUSING,
    LEAF,
    TREE,
    a_closed_matter,
    a_forwarded_matter,
    a_petition,
    a_registration,
)

TOLD = messages_of(SHELF)


def classified(matter: Matter, route: str, **more: tuple[str, ...]) -> list[Fact]:
    fields = {"purpose": "claim" if route[0] == "r" else route, "content": LEAF, "route": route}
    said = Classification.read(fields, rules=RULES, **more)
    sorting.classify(matter, said, tree=TREE, rules=RULES, by=BUREAU, now=NOON)
    return matter.take_facts()


def test_a_registration_is_told_with_its_clocks() -> None:
    matter = a_registration(a_petition(division="420881105")).matter

    (message,) = TOLD(matter, matter.take_facts())

    assert isinstance(message, pb.MatterRegistered)
    assert message.matter.division == "420881105"
    (clock,) = message.matter.clocks
    assert (clock.term, clock.owner, clock.due) == ("disposal", "petition-bureau", "2026-10-01")
    assert not clock.HasField("stopped")


def test_nothing_personal_is_told() -> None:
    parties = ({"name": "王小明", "phone": "13800001234"},)
    matter = a_registration(
        a_petition("给王小明修电梯", parties=parties, title="王小明", body="住在阳光小区")
    ).matter

    (message,) = TOLD(matter, matter.take_facts())

    assert not any(word in str(message) for word in ("王小明", "1380000", "阳光"))


def test_other_changes_are_told_once_a_save_with_the_last_fact() -> None:
    matter = a_forwarded_matter("health")
    forwarded = matter.take_facts()[1:]

    (message,) = TOLD(matter, forwarded)

    assert isinstance(message, pb.MatterChanged)
    assert message.fact == "matter_forwarded"
    assert [part.organ for part in message.matter.assignments] == ["housing", "health"]
    assert message.matter.version == matter.version


def test_a_sealed_matter_tells_its_clocks_and_nothing_else() -> None:
    matter = a_forwarded_matter()
    matter.take_facts()

    facts = classified(matter, "accusation", respondents=("housing",))
    (message,) = TOLD(matter, facts)

    assert isinstance(message, pb.SealedChanged)
    assert {field.name for field, _ in message.ListFields()} == {"matter_id", "version", "clocks"}
    assert {clock.owner for clock in message.clocks} == {"petition-bureau"}
    assert forgets(facts)


def test_only_sealing_takes_back_what_was_said_before() -> None:
    matter = a_forwarded_matter()
    matter.take_facts()
    giving.accept(matter, rules=RULES, by=HOUSING, now=NOON)

    assert not forgets(matter.take_facts())


def test_a_doubtful_mark_is_not_told_so_nobody_counts_it() -> None:
    matter = a_closed_matter()
    matter.ratings = [
        Rating(Rated.OFFICE, "petition-bureau", "satisfied", NOON.date(), doubtful=True),
        Rating(Rated.ORGAN, "housing", "unsatisfied", NOON.date()),
    ]

    told = matter_message(matter, CALENDAR).ratings

    assert [(rating.organ, rating.value) for rating in told] == [("housing", "unsatisfied")]


def test_a_clock_tells_both_its_days_only_when_it_was_paused() -> None:
    matter = a_forwarded_matter()
    matter.clocks[0] = matter.clocks[0].pause(NOON.date(), "《条例》")

    clock = matter_message(matter, CALENDAR).clocks[0]

    assert (clock.HasField("due"), clock.due_without_pauses) == (False, "2026-10-01")


def test_a_referral_is_told_with_its_kind_and_who_refers() -> None:
    matter = a_forwarded_matter()
    matter.take_facts()
    both = Consents.read({"petitioner": "2026-09-15", "respondent": "2026-09-16"}, NOON.date())
    referral, kind = an_id(), next(iter(RULES.disputes))
    following_up.refer(matter, referral, kind, both, rules=RULES, by=HOUSING, now=NOON)

    (message,) = TOLD(matter, matter.take_facts())

    assert isinstance(message, pb.MatterReferred)
    assert (message.referral_id, message.dispute_kind) == (str(referral), kind)
    assert (message.referred_by, message.matter.consents) == ("housing", "petitioner,respondent")


def test_the_close_is_told_and_that_a_rating_may_be_asked_for() -> None:
    matter = a_closed_matter()

    message = TOLD(matter, matter.take_facts())[-1]

    assert isinstance(message, pb.MatterClosed)
    assert (message.matter.status, message.matter.closed) == ("closed", "2026-09-16")
    assert message.matter.evaluable
    assert message.matter.resolution == ""
