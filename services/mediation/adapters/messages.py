"""What of mediation's facts the others may know, as the messages they know it by."""

from collections.abc import Mapping, Sequence

from google.protobuf.message import Message

from chassis.kernel import Fact
from law.calendar import Calendar
from law.clock import Clock
from onedoor.mediation.events.v1 import referral_events_pb2 as pb
from services.mediation.domain import facts
from services.mediation.domain.referral import Referral
from services.mediation.domain.states import State

ReferralMessage = (
    type[pb.ReferralReceived]
    | type[pb.ReferralAccepted]
    | type[pb.ReferralDeclined]
    | type[pb.ReferralConcluded]
    | type[pb.ReferralChanged]
)

PUBLISHED: Mapping[type[Fact], ReferralMessage] = {
    facts.ReferralReceived: pb.ReferralReceived,
    facts.ReferralAccepted: pb.ReferralAccepted,
    facts.ReferralDeclined: pb.ReferralDeclined,
    facts.ReferralConcluded: pb.ReferralConcluded,
    facts.ClocksRecomputed: pb.ReferralChanged,
}
# A seal tells the present state once more, with nothing of the matter in it; the stream then
# loses what it knew before.
AT: Mapping[State, ReferralMessage] = {
    State.OFFERED: pb.ReferralReceived,
    State.ACCEPTED: pb.ReferralAccepted,
    State.DECLINED: pb.ReferralDeclined,
    State.CONCLUDED: pb.ReferralConcluded,
}


def messages_of(
    referral: Referral, recorded: Sequence[Fact], calendar: Calendar
) -> Sequence[Message]:
    kinds = [PUBLISHED[type(fact)] for fact in recorded if type(fact) in PUBLISHED]
    if forgets(recorded):
        kinds.append(AT[referral.state])
    state = referral_message(referral, calendar)
    return [kind(referral=state) for kind in kinds]


def forgets(recorded: Sequence[Fact]) -> bool:
    return any(isinstance(fact, facts.ReferralSealed) for fact in recorded)


def referral_message(referral: Referral, calendar: Calendar) -> pb.Referral:
    ended = referral.conclusion
    return pb.Referral(
        referral_id=str(referral.id),
        version=referral.version,
        matter_id="" if referral.sealed else str(referral.matter),
        status=referral.state,
        outcome=ended.outcome if ended else "",
        committee=referral.committee,
        clocks=[clock_message(clock, calendar) for clock in referral.clocks],
        dispute_kind="" if referral.sealed else referral.dispute_kind,
    )


def clock_message(clock: Clock, calendar: Calendar) -> pb.Clock:
    due = clock.due(calendar)
    return pb.Clock(
        number=clock.number,
        term=clock.name,
        owner=clock.owner,
        started=clock.started.isoformat(),
        due=due.isoformat() if due else None,
        stopped=clock.stopped.isoformat() if clock.stopped else None,
        lapsed=clock.lapsed,
        provisional=clock.is_provisional(calendar),
    )
