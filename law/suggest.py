"""What the rulebook would suggest, and why. A person decides; nothing here refuses or routes."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from law import phrases
from law.content import SEPARATOR
from law.rulebook import Rulebook
from law.rules import TOWNSHIP, Duty

RESIDUAL = "r6"
TOWN_DIGITS = 9
TITLE_WEIGHT = 2
UNKNOWN_TOWN = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A key and its parameters. They come from the rulebook, never from the petition's words."""

    key: str
    params: Mapping[str, str] = field(default_factory=dict)

    def say(self, language: str) -> str:
        return phrases.of(language)[f"reason_{self.key}"].format(**self.params)


@dataclass(frozen=True, slots=True)
class Option:
    code: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Options, the best first. Only a clear suggestion has one that stands out."""

    options: tuple[Option, ...] = ()
    unclear: Reason | None = None

    @property
    def clear(self) -> str | None:
        return self.options[0].code if self.options and self.unclear is None else None


def suggest_route(title: str, text: str, rulebook: Rulebook) -> Suggestion:
    """The routes whose words the petition uses. Without any, the route of all that is left."""
    weighed = []
    for code, entry in rulebook.route_words.items():
        found = _found(entry.words, title, text)
        if found:
            weighed.append((_weight(found, title), Option(code, (_words(found),))))
    if not weighed:
        basis = rulebook.routes[RESIDUAL].basis_in
        params = {"basis": basis("zh"), "basis_en": basis("en")}
        return Suggestion((Option(RESIDUAL, (Reason("residual", params),)),))
    return _ranked(weighed)


def suggest_organs(
    rulebook: Rulebook,
    *,
    content: str = "",
    text: str = "",
    division: str = "",
    route: str = "",
    excluding: Collection[str] = (),
) -> Suggestion:
    """The organs whose duty it is: by content where it is classified, else by words.

    What is sealed (an accusation, a complaint about conduct) goes by the cadre line, past every
    organ in `excluding`. A claim may well go to the organ complained of: that organ decides, and
    its superior is the remedy.
    """
    if route in rulebook.routes and rulebook.routes[route].sealed:
        return _for_accusation(rulebook, excluding)
    duties = _by_content(rulebook, content) if content else _by_words(rulebook, text)
    town = division[:TOWN_DIGITS] if len(division) >= TOWN_DIGITS else UNKNOWN_TOWN
    best: dict[str, tuple[int, Reason]] = {}
    for weight, duty, reason in duties:
        organ = town if duty.organ == TOWNSHIP else duty.organ
        if organ not in excluding and weight > best.get(organ, (0, reason))[0]:
            best[organ] = (weight, reason)
    if not best:
        return Suggestion((), Reason("no_duty"))
    suggestion = _ranked([(weight, Option(o, (why,))) for o, (weight, why) in best.items()])
    if UNKNOWN_TOWN in best:
        known = tuple(option for option in suggestion.options if option.code != UNKNOWN_TOWN)
        return Suggestion(known, Reason("place_unknown"))
    return suggestion


def _for_accusation(rulebook: Rulebook, excluding: Collection[str]) -> Suggestion:
    line = rulebook.accusations.organs if rulebook.accusations else ()
    for organ in line:
        if organ not in excluding:
            return Suggestion((Option(organ, (Reason("cadre_line"),)),))
    return Suggestion((), Reason("all_barred"))


def _by_content(rulebook: Rulebook, path: str) -> Iterator[tuple[int, Duty, Reason]]:
    """The duties with the longest branch that holds the path."""
    holding = [
        (len(branch), branch, duty)
        for duty in rulebook.duties
        for branch in duty.content
        if f"{path}{SEPARATOR}".startswith(f"{branch}{SEPARATOR}")
    ]
    longest = max((length for length, _, _ in holding), default=0)
    for length, branch, duty in holding:
        if length == longest:
            yield 1, duty, Reason("content", {"branch": branch})


def _by_words(rulebook: Rulebook, text: str) -> Iterator[tuple[int, Duty, Reason]]:
    for duty in rulebook.duties:
        if found := _found(duty.words, text):
            yield len(found), duty, _words(found)


def _found(words: Collection[str], *texts: str) -> list[str]:
    return [word for word in words if any(word in text for text in texts)]


def _weight(found: list[str], title: str) -> int:
    return sum(TITLE_WEIGHT if word in title else 1 for word in found)


def _words(found: list[str]) -> Reason:
    return Reason("words", {"words": "、".join(found)})


def _ranked(weighed: list[tuple[int, Option]]) -> Suggestion:
    """The heaviest first. Two that weigh the same fit both, and nobody's toss decides."""
    ranked = sorted(weighed, key=lambda pair: -pair[0])
    options = tuple(option for _, option in ranked)
    if len(ranked) > 1 and ranked[0][0] == ranked[1][0]:
        even = [option.code for weight, option in ranked if weight == ranked[0][0]]
        return Suggestion(options, Reason("several_fit", {"codes": ", ".join(even)}))
    return Suggestion(options)
