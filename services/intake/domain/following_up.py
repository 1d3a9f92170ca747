"""Around the procedure: contact, mediation, files, who looked, and what came of it in the end."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from chassis.kernel import Actor
from law.calendar import Calendar, day_of
from law.publication import Publication, touched
from law.rulebook import Rulebook
from services.intake.domain import clocks, reading
from services.intake.domain.attachment import Attachment
from services.intake.domain.errors import (
    AlreadyRated,
    BelongsElsewhere,
    NoSuchParty,
    NoSuchReferral,
    NotEvaluable,
    NotHandledBy,
    NotYourAssignment,
    RatingWindowClosed,
    ReferralOpen,
    RouteMissing,
    SealedStays,
)
from services.intake.domain.facts import (
    AttachmentAdded,
    ClocksRecomputed,
    ContactNamed,
    MatterRated,
    MatterReferred,
    PartyRevealed,
    QueryCodeRenewed,
    ReferralOutcomeRecorded,
    ResolutionRecorded,
)
from services.intake.domain.matter import Matter
from services.intake.domain.party import PartyRef
from services.intake.domain.rating import Rating
from services.intake.domain.reading import MAX_FIELD
from services.intake.domain.referral import Consents, Referral
from services.intake.domain.renewal import Renewal
from services.intake.domain.states import (
    Axis,
    DeskKind,
    Rated,
    ReferralStatus,
    Resolution,
    State,
)
from services.intake.domain.verdict import Fourfold, Verdict

AXES = ("solved", "explained", "helped", "handled_by_law")


def record_resolution(
    matter: Matter,
    told: Mapping[str, str],
    evidence: Sequence[UUID],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """化解 is said apart from 办结, later if need be, and never without what shows it."""
    matter.require_closed()
    require_part_in(matter, by)
    for attachment_id in evidence:
        matter.require_attachment(attachment_id)
    axes = {axis: reading.word(told, axis, Axis, default=Axis.NOT_APPLICABLE) for axis in AXES}
    matter.verdict = Verdict(
        resolution=reading.word(told, "resolution", Resolution),
        fourfold=Fourfold(**axes),
        remark=matter.personal(reading.written(told, "remark")),
        recorded=day_of(now),
        by=by.post,
        evidence=list(evidence),
    )
    matter.record(ResolutionRecorded(verdict=matter.verdict, by=by, at=now))


def rate(
    matter: Matter, rating: Rating, *, rules: Rulebook, calendar: Calendar, by: Actor, now: datetime
) -> None:
    """The petitioner marks the office and each organ for itself, once.

    A mark is doubtful if staff held the code in hand when there was something to mark.
    """
    matter.require_closed()
    if matter.rating_window is None:
        raise NotEvaluable
    window = clocks.of(matter.clocks, matter.rating_window)
    if window.is_late(rating.on, calendar):
        raise RatingWindowClosed(due=window.due(calendar))
    reading.one_of(rating.mark, "mark", rules.rating.marks)
    known = _ratable(matter, rating.of)
    if rating.organ not in known:
        raise NotHandledBy(organ=rating.organ, known=", ".join(known))
    if any((r.of, r.organ) == (rating.of, rating.organ) for r in matter.ratings):
        raise AlreadyRated(organ=rating.organ)
    matter.ratings.append(rating)
    matter.record(
        MatterRated(
            of=rating.of,
            organ=rating.organ,
            mark=rating.mark,
            doubtful=rating.doubtful,
            by=by,
            at=now,
        )
    )


def _ratable(matter: Matter, of: Rated) -> list[str]:
    if of is Rated.OFFICE:
        return [matter.desk] if matter.desk_kind is DeskKind.BUREAU else []
    handled = (part.organ for part in matter.assignments if part.state is State.CLOSED)
    return list(dict.fromkeys(handled))


def contact_in(text: str) -> str:
    """The code of the post that is meant."""
    return reading.post(reading.required(text, "contact", limit=MAX_FIELD))


def name_contact(matter: Matter, post: str, *, by: Actor, now: datetime) -> None:
    """只找一人: whoever else works on it, the petitioner knows one post."""
    require_part_in(matter, by)
    matter.contact = contact_in(post)
    matter.record(ContactNamed(post=matter.contact, by=by, at=now))


def refer(
    matter: Matter,
    referral_id: UUID,
    dispute_kind: str,
    consents: Consents,
    *,
    rules: Rulebook,
    by: Actor,
    now: datetime,
) -> None:
    """To the mediation centre, with the consent of both sides (Art. 33). No clock stands still."""
    matter.require_open()
    require_part_in(matter, by)
    if matter.sealed:
        raise SealedStays
    if not matter.route:
        raise RouteMissing
    if not rules.routes[matter.route].mediation:
        raise BelongsElsewhere(route=matter.route)
    reading.one_of(dispute_kind, "dispute_kind", rules.disputes)
    if any(referral.is_live for referral in matter.referrals):
        raise ReferralOpen
    given = list(consents.given)
    matter.referrals.append(
        Referral(
            id=referral_id,
            dispute_kind=dispute_kind,
            referred_by=by.organ,
            referred=day_of(now),
            consents=given,
        )
    )
    matter.record(
        MatterReferred(
            referral_id=referral_id, dispute_kind=dispute_kind, consents=given, by=by, at=now
        )
    )


def record_referral_outcome(
    matter: Matter,
    referral_id: UUID,
    status: ReferralStatus,
    outcome: str,
    *,
    version: int,
    by: Actor,
    now: datetime,
) -> bool:
    """What mediation told. Older news than what is known change nothing."""
    referral = next((r for r in matter.referrals if r.id == referral_id), None)
    if referral is None:
        raise NoSuchReferral
    if version <= referral.version:
        return False
    referral.status, referral.outcome, referral.version = status, outcome, version
    matter.record(
        ReferralOutcomeRecorded(
            referral_id=referral_id, status=status, outcome=outcome, by=by, at=now
        )
    )
    return True


def renew_query_code(
    matter: Matter, code_hash: str, ground: str, *, late: bool, by: Actor, now: datetime
) -> None:
    """The old code opens nothing from now on.

    At the desk alone: with a code in hand an organ could mark its own work. The desk could too,
    once there is an answer: then it says why, and what is marked with that code is not counted.
    """
    matter.require_desk(by)
    said = reading.required(ground, "ground") if late else reading.text(ground, "ground")
    matter.query_code_hash = code_hash
    kept = matter.personal(said) if said else None
    matter.renewals.append(Renewal(day_of(now), by.organ, late, kept))
    matter.record(QueryCodeRenewed(late=late, ground=kept, by=by, at=now))


def add_attachment(matter: Matter, attachment: Attachment, *, by: Actor, now: datetime) -> None:
    require_part_in(matter, by)
    matter.attachments.append(attachment)
    matter.record(
        AttachmentAdded(
            attachment_id=attachment.id,
            name=attachment.name,
            digest=attachment.digest,
            by=by,
            at=now,
        )
    )


def reveal_party(
    matter: Matter, party_id: UUID, purpose: str, *, by: Actor, now: datetime
) -> PartyRef:
    """Who looks at a party's data says why, and the journal keeps it.

    An organ that gave the matter back keeps the paper, and has no more use for the person.
    """
    require_part_in(matter, by)
    party = next((party for party in matter.parties if party.id == party_id), None)
    if party is None:
        raise NoSuchParty
    said = matter.personal(reading.required(purpose, "purpose", limit=MAX_FIELD))
    matter.record(PartyRevealed(party_id=party_id, purpose=said, by=by, at=now))
    return party


def recompute_clocks(matter: Matter, publication: Publication, *, by: Actor, now: datetime) -> None:
    """Their due days follow from the calendar; what is kept is that they were told anew."""
    if numbers := touched(matter.clocks, publication):
        matter.record(ClocksRecomputed(year=publication.year, clocks=numbers, by=by, at=now))


def require_part_in(matter: Matter, by: Actor) -> None:
    """The desk that received it, or an organ that has or ended its part; not one that it left."""
    if by.organ != matter.desk and matter.part_of(by.organ).state is State.RETURNED:
        raise NotYourAssignment(organ=by.organ)
