"""What a matter is: purpose, content, and the route the law has for it. A person decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from chassis.kernel import Phrase, as_code
from law.rulebook import Rulebook
from services.intake.domain import reading
from services.intake.domain.errors import ContentUnknown, RouteUnfitting, SimplifiedUnfitting
from services.intake.domain.reading import MAX_FIELD


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    purpose: str
    content: str
    route: str
    division: str
    simplified: bool
    urgent: bool
    requests: tuple[str, ...]
    respondents: tuple[str, ...]
    """Organs complained of, beside those among the parties."""

    @classmethod
    def read(
        cls,
        told: Mapping[str, str],
        *,
        requests: Sequence[str] = (),
        respondents: Sequence[str] = (),
        rules: Rulebook,
    ) -> Self:
        said = reading.written(told, "purpose", limit=MAX_FIELD)
        purpose = reading.one_of(said, "purpose", rules.purposes)
        content = reading.written(told, "content", limit=MAX_FIELD)
        if not rules.content.knows(content):
            raise ContentUnknown
        route = _route(reading.written(told, "route", limit=MAX_FIELD), purpose, rules)
        simplified = reading.yes(told, "simplified")
        if simplified and (not rules.simplified or route in rules.simplified.excluded_routes):
            raise SimplifiedUnfitting(
                reason=Phrase(f"route {route} has none", f"办理途径 {route} 没有简易程序")
            )
        return cls(
            purpose=purpose,
            content=content,
            route=route,
            division=reading.division(told, "division"),
            simplified=simplified,
            urgent=reading.yes(told, "urgent"),
            requests=tuple(reading.required(text, "requests") for text in requests),
            respondents=tuple(reading.text(code, "respondents") for code in respondents),
        )


def _route(said: str, purpose: str, rules: Rulebook) -> str:
    """Where a purpose has one route only, it need not be said."""
    open_routes = rules.purposes[purpose].routes
    route = said or (open_routes[0] if len(open_routes) == 1 else "")
    if route not in open_routes:
        told = as_code(route) if route else "—"
        raise RouteUnfitting(route=told, purpose=purpose, known=", ".join(open_routes))
    return route
