"""Every event is told by its producer and heard by somebody."""

import ast
from pathlib import Path

import pytest

from launch.engines import SERVICES
from tools.pages.assembled import Event, calls, events, services
from tools.pages.events import FOR_OTHERS, page

EVENTS = [event for service in SERVICES for event in events(service)]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_an_event_has_a_consumer_or_is_meant_for_others(event: Event) -> None:
    assert event.consumers or event.name in FOR_OTHERS


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_an_event_says_what_it_means(event: Event) -> None:
    assert event.meaning.endswith((".", "…"))


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_an_event_is_told_by_its_producer(event: Event) -> None:
    messages = Path("services", event.producer, "adapters", "messages.py")
    tree = ast.parse(messages.read_text(encoding="utf-8"))
    named = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}

    assert event.name in named


def test_nobody_waits_for_an_event_that_is_never_told() -> None:
    told = {event.message for event in EVENTS}
    wanted = {m for service in services() for s in service.subscriptions for m in s.messages}

    assert wanted <= told


def test_a_durable_is_named_after_its_consumer() -> None:
    durables = [(service.name, s.durable) for service in services() for s in service.subscriptions]

    assert [durable for name, durable in durables if not durable.startswith(f"{name}-")] == []
    assert len({durable for _, durable in durables}) == len(durables)


def test_an_event_that_nobody_hears_shows_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Event, "consumers", ())

    assert page().count("**nobody**") == len(EVENTS)


def test_the_calls_between_services_are_found_and_no_others() -> None:
    found = {(call.caller, call.callee, call.rpc) for call in calls()}

    assert {("alerts", "intake", "Replay"), ("alerts", "identity", "GetContacts")} <= found
    assert ("alerts", "identity", "Replay") not in found
