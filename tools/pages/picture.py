"""docs/architecture.svg: services as columns, calls and streams as lanes, engines beneath."""

from collections.abc import Iterator
from html import escape

from chassis.events.streams import stream
from launch.engines import SERVICES
from tools.pages.assembled import Call, calls, events, services

CENTRES = {
    "intake": "群众信访接待服务中心",
    "mediation": "矛盾纠纷多元化解中心",
    "evaluation": "综治中心",
    "alerts": "情报研判中心",
    "identity": "各中心共用",
}
LEFT, COLUMN, GAP, LINE = 170, 212, 16, 17
WIDTH = LEFT + COLUMN * len(SERVICES) + 2 * GAP
STYLE = """
text { font: 13px system-ui, "Noto Sans CJK SC", sans-serif; fill: #1d2733; }
.name { font-size: 17px; font-weight: 600; }
.head { font-weight: 600; }
.small { font-size: 11.5px; fill: #4a5766; }
.door { fill: #eef3f8; stroke: #7d93aa; }
.service { fill: #fff; stroke: #1f5f99; stroke-width: 1.6; }
.engine { fill: #f6f3ea; stroke: #a08c4f; }
.life { stroke: #c5ced8; stroke-dasharray: 3 4; }
.call { stroke: #1f5f99; stroke-width: 1.6; }
.event { stroke: #b0541f; stroke-width: 1.6; }
.call-end { fill: #1f5f99; }
.event-end { fill: #b0541f; }
"""


def picture() -> str:
    doors, bottom = list(_doors()), 150
    called, bottom = _called(bottom)
    told, bottom = _told(bottom + 16)
    kept, bottom = _kept(bottom + 16)
    lifelines = [
        f'<line class="life" x1="{_middle(s)}" y1="140" x2="{_middle(s)}" y2="{bottom - 84}"/>'
        for s in SERVICES
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom}" '
            f'width="{WIDTH}" height="{bottom}" role="img" aria-labelledby="title">',
            '<title id="title">OneDoor: services, calls, events, engines</title>',
            f"<style>{STYLE}</style>",
            '<rect width="100%" height="100%" fill="#fff"/>',
            *[line for line in kept if "engine" in line],
            *[line for line in told if "engine" in line],
            *lifelines,
            *doors,
            *called,
            *[line for line in told if "engine" not in line],
            *[line for line in kept if "engine" not in line],
            "</svg>\n",
        ]
    )


def _doors() -> Iterator[str]:
    """People and systems above, the services below them."""
    yield _box("door", GAP, 12, WIDTH - 2 * GAP, 44)
    yield _text("head", GAP + 14, 31, "people and other systems")
    yield _text(
        "small",
        GAP + 14,
        48,
        "HTTP :8080 /api/<service>/v1 · gRPC :9090 onedoor.<service>.v1 · "
        "OpenID Connect: built in, or Keycloak",
    )
    for service in services():
        x = _middle(service.name) - COLUMN / 2 + GAP / 2
        yield _box("service", x, 76, COLUMN - GAP, 64)
        yield _text("name", x + 12, 102, service.name)
        yield _text("small", x + 12, 124, CENTRES[service.name])


def _called(top: int) -> tuple[list[str], int]:
    """A lane for each pair of services of which one waits for the other."""
    lines, y = (
        [_text("head", GAP, top + 24, "calls"), _text("small", GAP, top + 41, "gRPC: ● asks ▲")],
        top,
    )
    pairs: dict[tuple[str, str], list[Call]] = {}
    for call in calls():
        pairs.setdefault((call.caller, call.callee), []).append(call)
    for (caller, callee), made in pairs.items():
        y += 30
        lines += [
            *_lane("call", y, caller, [callee]),
            _text("small", _middle(callee) + 10, y - 5, ", ".join(call.rpc for call in made)),
        ]
    return lines, max(y, top + 40) + 20


def _told(top: int) -> tuple[list[str], int]:
    """A lane for each stream: what its service tells, and which use case takes it where."""
    lines: list[str] = []
    y = top + 34
    for producer in SERVICES:
        told = events(producer)
        takers: dict[str, set[str]] = {}
        for event in told:
            for durable in (taken.durable for taken in event.consumers):
                service, _, use_case = durable.partition("-")
                takers.setdefault(service, set()).add(use_case)
        lines += _lane("event", y, producer, list(takers))
        lines.append(_text("small", GAP + 14, y + 4, stream(producer)))
        for service, use_cases in takers.items():
            start = y + 17 + (LINE * len(told) if service == producer else 0)
            lines += _list(service, start, [f"→ {use_case}" for use_case in sorted(use_cases)])
        lines += _list(producer, y + 17, sorted(event.name for event in told))
        most = max(
            [len(told) + len(takers.pop(producer, ())), *(len(taken) for taken in takers.values())]
        )
        y += LINE * most + 34
    frame = [
        _box("engine", GAP / 2, top, WIDTH - GAP, y - top - 10),
        _text("head", GAP + 6, top + 20, "events: NATS JetStream"),
        _text("small", GAP + 190, top + 20, "● tells, ▲ listens → for what"),
    ]
    return [*frame, *lines], y - 10


def _kept(top: int) -> tuple[list[str], int]:
    lines = [
        _box("engine", GAP / 2, top, WIDTH - GAP, 64),
        _text("head", GAP + 6, top + 24, "PostgreSQL"),
        _text("small", GAP + 6, top + 42, "row-level security"),
    ]
    for service in services():
        x = _middle(service.name) - COLUMN / 2 + GAP / 2
        lines += [
            _box("service", x, top + 10, COLUMN - GAP, 44),
            _text("small", x + 12, top + 28, f"schema {service.name}"),
            _text("small", x + 12, top + 45, "state, journal, outbox, inbox"),
        ]
    return lines, top + 76


def _lane(kind: str, y: int, source: str, targets: list[str]) -> Iterator[str]:
    """From a dot at who begins to an arrow at each who hears."""
    ends = [_middle(name) for name in (source, *targets)]
    yield f'<line class="{kind}" x1="{min(ends)}" y1="{y}" x2="{max(ends)}" y2="{y}"/>'
    yield f'<circle class="{kind}-end" cx="{_middle(source)}" cy="{y}" r="5"/>'
    for target in targets:
        x = _middle(target) + (14 if target == source else 0)
        yield f'<path class="{kind}-end" d="M{x - 6},{y + 4} L{x},{y - 8} L{x + 6},{y + 4} Z"/>'


def _list(service: str, y: int, texts: list[str]) -> list[str]:
    return [
        _text("small", _middle(service) + 8, y + LINE * row, text) for row, text in enumerate(texts)
    ]


def _middle(service: str) -> int:
    return LEFT + COLUMN * SERVICES.index(service) + COLUMN // 2


def _box(kind: str, x: float, y: float, width: float, height: float) -> str:
    return f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}" rx="6"/>'


def _text(kind: str, x: float, y: float, text: str) -> str:
    return f'<text class="{kind}" x="{x}" y="{y}">{escape(text)}</text>'
