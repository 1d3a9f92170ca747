"""A calendar was published: the open clocks it touches say so, each referral in its journal."""

from uuid import UUID

from chassis.kernel import Actor
from law.publication import Publication
from services.mediation.usecases.ports import Ports

CALENDAR = Actor(UUID(int=0), "calendar", "")
AT_ONCE = 200


async def recompute_clocks(ports: Ports, publication: Publication) -> int:
    """How many referrals it touched. Cut off anywhere, it goes on where it was."""
    last, changed = publication.reached, 0
    while True:
        async with ports.transaction(publication.jurisdiction) as work:
            referrals = await work.referrals.with_open_clocks(last, AT_ONCE)
            for referral in referrals:
                referral.recompute_clocks(publication, by=CALENDAR, now=ports.now())
                if referral.facts:
                    await work.referrals.save(referral)
                    changed += 1
            last = referrals[-1].id if len(referrals) == AT_ONCE else None
            stands = await work.publications.reached(publication, last)
        if last is None or not stands:
            return changed
