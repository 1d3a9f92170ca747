"""YAML that remembers its lines, so that every fault can be told by file, line and what is due."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

MOST_VALUES = 50_000
"""Ten times what the largest rulebook holds. A few lines that name each other can say millions."""

DEEPEST = 100
"""Far deeper than any rule lies. The reader in C descends as far as it is told to, and falls."""

Key = tuple[str | int, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault in one file."""

    file: str
    line: int
    where: str
    expected: str
    code: str

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{self.file}:{self.line}: {place}{self.expected}"


class Unreadable(Exception):
    """A file of rules cannot be used. It says all that is wrong with it at once."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = sorted(findings)
        super().__init__("\n".join(map(str, self.findings)))


@dataclass(frozen=True, slots=True)
class Line:
    file: str
    number: int

    def finding(self, where: Key, expected: str, code: str) -> Finding:
        return Finding(self.file, self.number, ".".join(map(str, where)), expected, code)


@dataclass(frozen=True, slots=True)
class Document:
    """The values of a file, or of several laid over each other, and the line each stands on."""

    data: dict[str, Any]
    lines: Mapping[Key, Line] = field(repr=False)

    def line(self, where: Key) -> Line:
        """The line of a value; of what should contain it, if it is missing."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines[where]

    def finding(self, where: Key, expected: str, code: str) -> Finding:
        return self.line(where).finding(where, expected, code)

    def part(self, key: str, index: int) -> "Document":
        """One entry of a list, as a document of its own."""
        start: Key = (key, index)
        inside = {w[2:]: line for w, line in self.lines.items() if w[:2] == start}
        return Document(self.data[key][index], inside)

    def without(self, *keys: str) -> "Document":
        lines = {w: line for w, line in self.lines.items() if not w or w[0] not in keys}
        return Document({k: v for k, v in self.data.items() if k not in keys}, lines)

    def put(self, key: str, value: Any) -> "Document":
        return Document(self.data | {key: value}, self.lines)

    def under(self, overlay: "Document") -> "Document":
        """This document with another laid over it: tables merge, all else is replaced.

        A value of null takes away what lay there.
        """
        lines = dict(self.lines)
        data = _laid_over(self.data, overlay.data, (), lines, overlay.lines)
        return Document(data, lines)

    def read_as(self, adapter: TypeAdapter[T]) -> T:
        try:
            return adapter.validate_python(self.data)
        except ValidationError as fault:
            raise Unreadable(self._findings(fault)) from None

    def _findings(self, fault: ValidationError) -> Iterator[Finding]:
        for error in fault.errors(include_url=False):
            where = tuple(key for key in error["loc"] if key != "[key]")
            yield self.finding(where, error["msg"].removeprefix("Value error, "), error["type"])

    @classmethod
    def parse(cls, text: str, file: str = "text") -> Self:
        try:
            _require_shallow(text, file)
            loader = yaml.CSafeLoader(text)
            root = loader.get_single_node()
        except yaml.YAMLError as fault:
            mark = getattr(fault, "problem_mark", None)
            problem = getattr(fault, "problem", None) or getattr(fault, "reason", fault)
            line = Line(file, mark.line + 1 if mark else 1)
            raise Unreadable([line.finding((), f"not YAML: {problem}", "yaml")]) from None
        if not isinstance(root, yaml.MappingNode):
            line = Line(file, root.start_mark.line + 1 if root else 1)
            raise Unreadable([line.finding((), "a table of sections is expected", "table")])
        builder = _Builder(loader, file)
        try:
            data = builder.value(root, ())
        except RecursionError:
            line = Line(file, root.start_mark.line + 1)
            raise Unreadable([line.finding((), "no value may hold itself", "circle")]) from None
        except _TooMany as fault:
            wanted = f"at most {MOST_VALUES} values, those that are named and repeated counted too"
            raise Unreadable([fault.line.finding((), wanted, "many")]) from None
        if builder.findings:
            raise Unreadable(builder.findings)
        return cls(data, builder.lines)

    @classmethod
    def open(cls, path: Path) -> Self:
        try:
            return cls.parse(path.read_text("utf-8"), str(path))
        except (OSError, ValueError) as fault:
            reason = fault.strerror if isinstance(fault, OSError) else "it is not UTF-8 text"
            line = Line(str(path), 1)
            raise Unreadable([line.finding((), f"cannot be read: {reason}", "file")]) from None


def _require_shallow(text: str, file: str) -> None:
    depth = 0
    for event in yaml.parse(text, yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            line = Line(file, event.start_mark.line + 1 if event.start_mark else 1)
            raise Unreadable([line.finding((), "values lie too deep in each other", "deep")])


class _TooMany(Exception):
    def __init__(self, line: Line) -> None:
        self.line = line


class _Builder:
    """Turns nodes into values, noting lines; unlike YAML it refuses a key said twice."""

    def __init__(self, loader: yaml.CSafeLoader, file: str) -> None:
        self.loader = loader
        self.file = file
        self.lines: dict[Key, Line] = {}
        self.findings: list[Finding] = []

    def value(self, node: yaml.Node, where: Key) -> Any:
        self.lines.setdefault(where, self._line(node))
        if len(self.lines) > MOST_VALUES:
            raise _TooMany(self._line(node))
        if isinstance(node, yaml.MappingNode):
            return dict(self._entries(node, where))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*where, n)) for n, item in enumerate(node.value)]
        try:
            return self.loader.construct_object(node)
        except (ValueError, yaml.YAMLError):
            fault = f"{node.value!r} is no value of its kind; quote it if a text is meant"
            self.findings.append(self._line(node).finding(where, fault, "value"))
            return None

    def _entries(self, node: yaml.MappingNode, where: Key) -> Iterator[tuple[str, Any]]:
        seen = set()
        for key_node, value_node in node.value:
            key, line = self._key(key_node), self._line(key_node)
            if not isinstance(key, str):
                fault = f"a key must be a text; quote {key_node.value!r}"
                self.findings.append(line.finding(where, fault, "key"))
                continue
            if key in seen:
                self.findings.append(line.finding((*where, key), "is said twice", "twice"))
            seen.add(key)
            self.lines[*where, key] = line
            yield key, self.value(value_node, (*where, key))

    def _key(self, node: yaml.Node) -> object:
        try:
            return self.loader.construct_object(node)
        except (ValueError, yaml.YAMLError):
            return None

    def _line(self, node: yaml.Node) -> Line:
        return Line(self.file, node.start_mark.line + 1)


def _laid_over(
    below: Mapping[str, Any],
    above: Mapping[str, Any],
    where: Key,
    lines: dict[Key, Line],
    above_lines: Mapping[Key, Line],
) -> dict[str, Any]:
    data = dict(below)
    for key, value in above.items():
        here = (*where, key)
        old = data.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            lines[here] = above_lines[here]
            data[key] = _laid_over(old, value, here, lines, above_lines)
            continue
        for known in [known for known in lines if known[: len(here)] == here]:
            del lines[known]
        if value is None:
            data.pop(key, None)
        else:
            inside = {w: line for w, line in above_lines.items() if w[: len(here)] == here}
            lines.update(inside)
            data[key] = value
    return data
