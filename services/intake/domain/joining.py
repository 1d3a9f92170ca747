"""Linking a matter into another, and splitting one item into several. A person decides both."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self
from uuid import UUID

from chassis.kernel import Actor
from law.calendar import day_of
from law.rulebook import Rulebook
from services.intake.domain import clocks, reading
from services.intake.domain.errors import (
    AlreadyGiven,
    LinkToItself,
    NoSuchItem,
    SealedStays,
    TooFewParts,
)
from services.intake.domain.facts import ItemsJoined, MatterLinked, MatterRegistered, MatterSplit
from services.intake.domain.item import Item
from services.intake.domain.matter import Matter
from services.intake.domain.reading import MAX_TITLE
from services.intake.domain.registering import start_first_clock
from services.intake.domain.states import Mode, State, Status


@dataclass(frozen=True, slots=True)
class Share:
    """What one of the new matters is about."""

    title: str
    body: str
    requests: tuple[str, ...]

    @classmethod
    def read(cls, told: Mapping[str, str], requests: Sequence[str]) -> Self:
        if not requests:
            raise TooFewParts
        return cls(
            reading.required(told.get("title", ""), "title", limit=MAX_TITLE),
            reading.written(told, "body"),
            tuple(reading.required(text, "requests") for text in requests),
        )


@dataclass(frozen=True, slots=True)
class Parted:
    """One of the new matters, and whose copies its parties are."""

    matter: Matter
    origins: dict[UUID, UUID]


def link(source: Matter, target: Matter, *, by: Actor, quiet: Actor, now: datetime) -> None:
    """The items move, the deadlines of the source lapse: the target's go on as they were.

    `quiet` records the second matter's fact: one request is answered once.
    """
    if source.id == target.id:
        raise LinkToItself
    source.require_open()
    target.require_open()
    source.require_desk(by)
    _require_unsealed(source, target)
    today = day_of(now)
    target.items.extend(source.items)
    target.parties.extend(source.parties)
    target.urgent = target.urgent or source.urgent
    target.record(ItemsJoined(source=source.id, items=list(source.items), by=quiet, at=now))
    for part in source.live_parts:
        part.finish(State.RETURNED, today)
    clocks.lapse_all(source.clocks, today)
    source.status, source.linked_into = Status.LINKED, target.id
    source.record(MatterLinked(into=target.id, by=by, at=now))


def split(
    source: Matter,
    shares: Sequence[Share],
    *,
    item_id: UUID | None,
    rules: Rulebook,
    by: Actor,
    quiet: Actor,
    now: datetime,
    new_id: Callable[[datetime], UUID],
) -> list[Parted]:
    """Each share becomes a matter with the received day, and so the clocks, of the item."""
    source.require_open()
    source.require_desk(by)
    _require_unsealed(source)
    if len(shares) < 2:  # noqa: PLR2004 - one share is no split
        raise TooFewParts
    for part in source.live_parts:
        if part.mode is not Mode.OWN_DESK or part.state is not State.PENDING:
            raise AlreadyGiven(organ=part.organ)
    item = _item_of(source, item_id)
    parted = [_matter_of(source, item, share, rules, new_id, now) for share in shares]
    matters = [part.matter for part in parted]
    for matter in matters:
        matter.record(
            MatterRegistered(
                item=matter.items[0],
                requests=list(matter.requests),
                parties=list(matter.parties),
                desk=matter.desk,
                desk_kind=matter.desk_kind,
                rulebook=matter.rulebook,
                split_from=source.id,
                by=quiet,
                at=now,
            )
        )
    source.split_into.extend(matter.id for matter in matters)
    if len(source.items) == 1:
        clocks.lapse_all(source.clocks, day_of(now))
        source.status = Status.LINKED
    else:
        source.items.remove(item)
    into = [matter.id for matter in matters]
    source.record(MatterSplit(item=item.id, into=into, by=by, at=now))
    return parted


def _require_unsealed(*matters: Matter) -> None:
    if any(matter.sealed for matter in matters):
        raise SealedStays


def _item_of(source: Matter, item_id: UUID | None) -> Item:
    """The only item, or one that was linked to it later: the first is what its clocks rest on."""
    if item_id is None and len(source.items) == 1:
        return source.items[0]
    for item in source.items[1:] if len(source.items) > 1 else source.items:
        if item.id == item_id:
            return item
    raise NoSuchItem


def _matter_of(
    source: Matter,
    item: Item,
    share: Share,
    rules: Rulebook,
    new_id: Callable[[datetime], UUID],
    now: datetime,
) -> Parted:
    matter = Matter(
        jurisdiction=source.jurisdiction,
        id=new_id(now),
        rulebook=source.rulebook,
        desk=source.desk,
        desk_kind=source.desk_kind,
        contact=source.contact,
        items=[],
        division=source.division,
        urgent=source.urgent,
        historical=source.historical,
        split_from=source.id,
    )
    own_item = replace(
        item,
        id=new_id(now),
        title=matter.personal(share.title),
        body=matter.personal(share.body),
        # The number stays with the item it belongs to; here it would claim a second receipt.
        external_id="",
    )
    matter.items.append(own_item)
    matter.requests = matter.numbered(share.requests)
    theirs = [party for party in source.parties if party.item == item.id]
    matter.parties = [replace(party, id=new_id(now), item=own_item.id) for party in theirs]
    start_first_clock(matter, item.received, rules)
    origins = {new.id: old.id for new, old in zip(matter.parties, theirs, strict=True)}
    return Parted(matter, origins)
