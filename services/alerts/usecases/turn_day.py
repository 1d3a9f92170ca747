"""A new legal day: only the deadlines whose colour or count changes with it are touched."""

from law.alerting import Alerting
from law.calendar import day_of
from services.alerts.usecases.keep_deadlines import keep_deadlines
from services.alerts.usecases.ports import Ports

AT_ONCE = 500


def _bands(alerting: Alerting) -> str:
    """What decides colours: if this changes, everything is painted again."""
    policy = alerting.days if alerting.use == "days" else alerting.percent
    watched = ",".join(sorted(alerting.watched.terms))
    return f"{alerting.use} {policy.yellow} {policy.red} {watched}"


async def turn_day(ports: Ports, jurisdiction: str) -> int:
    """How many turned. Called every minute; on a day that has been turned it finds none."""
    today, turned = day_of(ports.now()), 0
    bands = _bands(ports.rules(jurisdiction).alerting)
    while True:
        async with ports.transaction(jurisdiction) as work:
            if await work.board.stands(bands, today):
                return turned
            await work.board.repaint(bands, today)
            deadlines = await work.board.turning(today, AT_ONCE)
        await keep_deadlines(ports, jurisdiction, deadlines)
        turned += len(deadlines)
