"""Alerts over HTTP: translate, call one use case or query, translate back."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sse_starlette import EventSourceResponse, ServerSentEvent

from chassis.access import Access
from chassis.kernel import Refusal
from chassis.pages import next_token, page
from chassis.rest import Actor, PageSize, PageToken, wired
from law.calendar import day_of
from services.alerts import usecases
from services.alerts.domain.colours import Colour
from services.alerts.domain.delivery import State
from services.alerts.entrypoints.views import (
    BoardView,
    DeadlinePage,
    DeadlineView,
    DeliveryPage,
    DeliveryView,
    DigestView,
    RebuiltView,
    ReportView,
)
from services.alerts.queries import BoardCell, BoardQueries, DigestQueries, Period, RateQueries
from services.alerts.queries.watch import Watch
from services.alerts.usecases import Ports

router = APIRouter(prefix="/v1")

AlertsPorts = Annotated[Ports, wired("ports")]
Boards = Annotated[BoardQueries, wired("board")]
Rates = Annotated[RateQueries, wired("rates")]
Digests = Annotated[DigestQueries, wired("digest")]
Watching = Annotated[Watch, wired("watch")]
Organ = Annotated[str, Query(max_length=64)]
Term = Annotated[str, Query(max_length=64)]

PING_SECONDS = 15
STREAM: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {}}, "description": "Server-sent events"}
}


@router.get("/board")
async def get_board(
    actor: Actor, ports: AlertsPorts, board: Boards, organ: Organ = ""
) -> BoardView:
    """Open deadlines by organ, step and colour: of all organs, or of yours alone."""
    return BoardView.of(day_of(ports.now()), await board.get_board(actor, organ))


@router.get("/board/stream", response_class=EventSourceResponse, responses=STREAM)
async def follow_board(
    request: Request, actor: Actor, ports: AlertsPorts, watch: Watching
) -> EventSourceResponse:
    """The board as it changes: one event `board` with everything, then one `cells` a change.

    It ends when the token or the post does; open it again with what is valid then.
    """
    access: Access = request.app.state.access
    authorization, post = request.headers["authorization"], request.headers.get("onedoor-post", "")

    async def still_there() -> bool:
        try:
            return replace(await access.principal(authorization, post), once=None) == actor
        except Refusal:
            return False

    changes = watch.follow(actor, still_there)
    return EventSourceResponse(_events(changes, ports), ping=PING_SECONDS)


async def _events(
    changes: AsyncIterator[list[BoardCell]], ports: Ports
) -> AsyncIterator[ServerSentEvent]:
    event = "board"
    async for cells in changes:
        view = BoardView.of(day_of(ports.now()), cells)
        yield ServerSentEvent(view.model_dump_json(), event=event)
        event = "cells"


@router.get("/deadlines")
async def list_deadlines(
    actor: Actor,
    ports: AlertsPorts,
    board: Boards,
    colour: Colour | None = None,
    organ: Organ = "",
    term: Term = "",
    page_size: PageSize = 50,
    page_token: PageToken = "",
) -> DeadlinePage:
    """The open deadlines you may see, soonest first; those without a due day come last."""
    wanted = page(page_size, page_token, tuple[date, UUID, int])
    lines = await board.list_deadlines(actor, wanted, colour=colour or "", organ=organ, term=term)
    today = day_of(ports.now())
    return DeadlinePage(
        deadlines=[DeadlineView.of(line, today) for line in lines],
        next_page_token=next_token(lines, wanted, "place", "subject", "number"),
    )


@router.get("/deliveries")
async def list_deliveries(
    actor: Actor,
    board: Boards,
    state: State | None = None,
    organ: Organ = "",
    mine: bool = False,
    page_size: PageSize = 50,
    page_token: PageToken = "",
) -> DeliveryPage:
    """Who was told of what turned red, newest first; `mine` are those to the post you act in."""
    wanted = page(page_size, page_token, tuple[datetime, UUID])
    lines = await board.list_deliveries(
        actor, wanted, state=state or "", organ=organ, post=actor.post if mine else ""
    )
    return DeliveryPage(
        deliveries=[DeliveryView.of(line) for line in lines],
        next_page_token=next_token(lines, wanted, "raised_at", "id"),
    )


@router.post("/deliveries/{delivery_id}:acknowledge")
async def acknowledge_delivery(delivery_id: UUID, actor: Actor, ports: AlertsPorts) -> DeliveryView:
    """Say that you know: it is not passed on. Only the post that was told can say so."""
    return DeliveryView.of(await usecases.acknowledge_delivery(ports, actor, delivery_id))


@router.get("/rates")
async def get_rates(
    actor: Actor,
    ports: AlertsPorts,
    rates: Rates,
    since: date,
    until: date,
    organ: Organ = "",
    by: Literal["", "category"] = "",
) -> ReportView:
    """The five rates of a period, of one organ or of all; of one also by category."""
    report = await rates.get_report(actor, Period(since, until), organ, categories=by == "category")
    return ReportView.of(report, ports.rules(actor.jurisdiction))


@router.post("/projections:rebuild")
async def rebuild_projections(actor: Actor, ports: AlertsPorts) -> RebuiltView:
    """Forget what was derived and derive it again from the owners' journals. Tells nobody twice."""
    return RebuiltView(told=await usecases.rebuild_projections(ports, actor))


@router.get("/digest")
async def get_digest(actor: Actor, digest: Digests) -> DigestView:
    """One hash over everything derived from others' events, and a recount of every counter."""
    return DigestView.of(await digest.get_digest(actor))
