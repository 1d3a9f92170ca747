"""One JSON line per event on stderr, for our own log calls and for every library's."""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from contextvars import ContextVar
from traceback import extract_tb
from typing import Any, TextIO

import structlog
from opentelemetry import trace
from structlog.typing import Processor, WrappedLogger

from chassis.kernel import Personal

HIDDEN = "•••"
SECRET_WORDS = ("authorization", "password", "passwd", "secret", "token", "cookie", "credential")
SECRET_NAMES = frozenset({"code", "query_code", "code_verifier", "otp", "pin"})
OUR_PACKAGES = frozenset({"chassis", "law", "services", "launch"})

# What these say at their usual level is an address with its query, which may hold a code or a name.
TOO_TALKATIVE = {"httpx": logging.WARNING, "httpcore": logging.WARNING, "apprise": logging.ERROR}

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")

Event = MutableMapping[str, Any]


def start(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Route the standard library's logging and structlog's into the same lines."""
    shared: list[Processor] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        add_whereabouts,
        show_fault,
        redact,
        cut_asyncio_short,
    ]
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name, least in TOO_TALKATIVE.items():
        logging.getLogger(name).setLevel(max(least, root.level))
    logging.getLogger("uvicorn.access").disabled = True
    logging.captureWarnings(True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def add_whereabouts(_: WrappedLogger, __: str, event: Event) -> Event:
    """The request and the trace this line belongs to."""
    if request := REQUEST_ID.get():
        event["request_id"] = request
    span = trace.get_current_span().get_span_context()
    if span.is_valid:
        event["trace_id"] = trace.format_trace_id(span.trace_id)
        event["span_id"] = trace.format_span_id(span.span_id)
    return event


def show_fault(_: WrappedLogger, __: str, event: Event) -> Event:
    """Where a fault arose and of what kind it is.

    Its sentence is shown only if we wrote it: a driver's or a validator's quotes the values it
    met, and those may be personal.
    """
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    fault = given[1] if isinstance(given, tuple) else given
    if isinstance(fault, BaseException):
        event["faults"] = _faults(fault)
    return event


def _faults(fault: BaseException | None) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = []
    while fault is not None and len(shown) < 10:  # noqa: PLR2004 - enough for any cause
        kind = type(fault)
        one: dict[str, Any] = {"kind": f"{kind.__module__}.{kind.__qualname__}"}
        if kind.__module__.partition(".")[0] in OUR_PACKAGES:
            one["says"] = str(fault)
        one["at"] = [f"{f.filename}:{f.lineno} {f.name}" for f in extract_tb(fault.__traceback__)]
        if isinstance(fault, BaseExceptionGroup):
            one["group"] = [_faults(member) for member in fault.exceptions]
        shown.append(one)
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    return shown


def cut_asyncio_short(_: WrappedLogger, __: str, event: Event) -> Event:
    """Its first line says what happened; the next ones print the task with its fault's words."""
    if event.get("logger") == "asyncio":
        event["event"] = str(event["event"]).partition("\n")[0]
    return event


def redact(_: WrappedLogger, __: str, event: Event) -> Event:
    """Personal texts by their type, secrets by their name, at any depth."""
    return {
        key: HIDDEN if _is_secret(key) else value if key.startswith("_") else redacted(value)
        for key, value in event.items()
    }


def redacted(value: Any) -> Any:
    if isinstance(value, Personal):
        return HIDDEN
    if isinstance(value, Mapping):
        return {
            str(key): HIDDEN if _is_secret(str(key)) else redacted(part)
            for key, part in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [redacted(part) for part in value]
    return value


def _is_secret(key: str) -> bool:
    name = key.lower().replace("-", "_")
    return name in SECRET_NAMES or any(word in name for word in SECRET_WORDS)
