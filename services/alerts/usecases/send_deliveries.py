"""Tell the people who must know that a deadline is red."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from chassis.kernel import Unavailable
from law.calendar import day_of
from services.alerts.domain.delivery import Delivery
from services.alerts.domain.wording import body, title
from services.alerts.usecases.ports import Contact, Ports

AT_ONCE = 50


async def send_deliveries(ports: Ports, jurisdiction: str) -> int:
    """How many were tried. Addresses are asked for now and forgotten; nothing is sent that is moot.

    No transaction is open while others are asked. Cut off between sending and saving, a message
    goes out a second time: better twice than never.
    """
    async with ports.transaction(jurisdiction) as work:
        queued = await work.deliveries.to_send(ports.now(), AT_ONCE)
        pressing = []
        for delivery in queued:
            if delivery.is_about(await work.board.of(delivery)):
                pressing.append(delivery)
            else:
                await work.deliveries.save(delivery.withdrawn("met_or_moved"))
    for delivery in pressing:
        await _tell(ports, jurisdiction, delivery)
    return len(queued)


async def _tell(ports: Ports, jurisdiction: str, delivery: Delivery) -> None:
    try:
        contacts = await ports.contacts.of(jurisdiction, delivery.organ, delivery.role)
    except Unavailable as fault:
        await _save(ports, jurisdiction, [delivery.failed("", fault.code, ports.now())])
        return
    by_post: dict[str, list[Contact]] = defaultdict(list)
    for contact in contacts:
        by_post[contact.post].append(contact)
    outcomes = []
    if not delivery.post:
        first, *others = sorted(by_post) or [""]
        outcomes = [delivery.beside(ports.new_id(), post) for post in others]
        delivery = delivery.to_post(first)
    outcomes.insert(0, await _sent(ports, jurisdiction, delivery, by_post[delivery.post]))
    await _save(ports, jurisdiction, outcomes)


async def _sent(
    ports: Ports, jurisdiction: str, delivery: Delivery, contacts: Sequence[Contact]
) -> Delivery:
    """Each address in the order its person wants; the first that takes it is enough."""
    rules = ports.rules(jurisdiction)
    patience = timedelta(hours=rules.alerting.acknowledge.value)
    if not delivery.post:
        return delivery.unreachable("role_not_held", ports.now())
    if not contacts:
        return delivery.unreachable("no_address", ports.now())
    today, reasons = day_of(ports.now()), []
    for contact in contacts:
        reason = await ports.messenger.send(contact, title(), body(delivery, today))
        if not reason:
            return delivery.sent(contact.kind, ports.now(), patience)
        reasons.append(f"{contact.kind}: {reason}")
    return delivery.failed(contacts[0].kind, "; ".join(reasons), ports.now())


async def _save(ports: Ports, jurisdiction: str, outcomes: Sequence[Delivery]) -> None:
    changed, *new = outcomes
    async with ports.transaction(jurisdiction) as work:
        await work.deliveries.save(changed)
        await work.deliveries.add(new)
