"""Evaluation over HTTP: translate, call one use case, translate back."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from chassis.pages import next_token, page
from chassis.rest import Actor, PageSize, PageToken, language_of, wired
from services.evaluation import usecases
from services.evaluation.domain.order import SupervisionOrder
from services.evaluation.domain.states import Standing
from services.evaluation.entrypoints.views import (
    AnswerForm,
    OrderForm,
    OrderPage,
    OrderPaper,
    OrderView,
    ReasonForm,
    SuggestionPage,
    SuggestionPaper,
    SuggestionView,
)
from services.evaluation.queries import OrderFilter, Queries
from services.evaluation.usecases import Ports

router = APIRouter(prefix="/v1")

EvaluationPorts = Annotated[Ports, wired("ports")]
EvaluationQueries = Annotated[Queries, wired("queries")]


@router.get("/suggestions")
async def list_suggestions(
    request: Request,
    actor: Actor,
    queries: EvaluationQueries,
    standing: Standing = Standing.OPEN,
    organ: str = "",
    page_size: PageSize = 50,
    page_token: PageToken = "",
) -> SuggestionPage:
    """What may call for an order, newest first. People issue; this only suggests."""
    wanted = page(page_size, page_token, tuple[datetime, UUID])
    found = await queries.list_suggestions(actor, wanted, standing=standing, organ=organ)
    views = [SuggestionView.of(suggestion, language_of(request)) for suggestion in found]
    following = next_token(found, wanted, "raised_at", "id")
    return SuggestionPage(suggestions=views, next_page_token=following)


@router.get("/suggestions/{suggestion_id}")
async def get_suggestion(
    suggestion_id: UUID, request: Request, actor: Actor, queries: EvaluationQueries
) -> SuggestionPaper:
    """One suggestion, with the reason it was dismissed for if it was."""
    read = await queries.get_suggestion(actor, suggestion_id)
    return SuggestionPaper.of(read, language_of(request))


@router.post("/suggestions/{suggestion_id}:dismiss")
async def dismiss_suggestion(
    suggestion_id: UUID, form: ReasonForm, request: Request, actor: Actor, ports: EvaluationPorts
) -> SuggestionView:
    """See no need for an order, and say why."""
    suggestion = await usecases.dismiss_suggestion(ports, actor, suggestion_id, form.reason)
    return SuggestionView.of(suggestion, language_of(request))


@router.post("/orders", status_code=201)
async def issue_order(
    form: OrderForm, request: Request, actor: Actor, ports: EvaluationPorts
) -> OrderView:
    """Press an organ to perform: from a suggestion, or on a ground of your own."""
    order = await usecases.issue_order(ports, actor, form.demand())
    return _view(request, ports, order)


@router.get("/orders")
async def list_orders(
    request: Request,
    actor: Actor,
    ports: EvaluationPorts,
    queries: EvaluationQueries,
    only: Annotated[OrderFilter, Depends()],
    page_size: PageSize = 50,
    page_token: PageToken = "",
) -> OrderPage:
    """The supervision orders you may see, newest first."""
    wanted = page(page_size, page_token, tuple[UUID])
    found = await queries.list_orders(actor, wanted, only)
    views = [_view(request, ports, order) for order in found]
    return OrderPage(orders=views, next_page_token=next_token(found, wanted, "id"))


@router.get("/orders/{order_id}")
async def get_order(
    order_id: UUID,
    request: Request,
    actor: Actor,
    ports: EvaluationPorts,
    queries: EvaluationQueries,
) -> OrderPaper:
    """One order with its words and the organ's answers."""
    read = await queries.get_order(actor, order_id)
    calendar = ports.rulebooks.calendar(actor.jurisdiction)
    return OrderPaper.of(read, calendar, language_of(request))


@router.post("/orders/{order_id}:answer")
async def answer_order(
    order_id: UUID, form: AnswerForm, request: Request, actor: Actor, ports: EvaluationPorts
) -> OrderView:
    """Answer an order for your organ, in writing: what you say, and what was done."""
    order = await usecases.answer_order(ports, actor, order_id, form.statement, form.measures)
    return _view(request, ports, order)


@router.post("/orders/{order_id}:return")
async def return_answer(
    order_id: UUID, form: ReasonForm, request: Request, actor: Actor, ports: EvaluationPorts
) -> OrderView:
    """Send the answer back with the reason. The organ has its term once more."""
    order = await usecases.return_answer(ports, actor, order_id, form.reason)
    return _view(request, ports, order)


@router.post("/orders/{order_id}:close")
async def close_order(
    order_id: UUID, request: Request, actor: Actor, ports: EvaluationPorts
) -> OrderView:
    """Take the answer: the order is done."""
    order = await usecases.close_order(ports, actor, order_id)
    return _view(request, ports, order)


def _view(request: Request, ports: Ports, order: SupervisionOrder) -> OrderView:
    calendar = ports.rulebooks.calendar(order.jurisdiction)
    return OrderView.of(order, calendar, language_of(request))
