"""What a rulebook is made of: every entry names its source, or says that it is ours and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, ConfigDict, Field

from law.clock import Term

Text = Annotated[str, Field(min_length=1)]
Count = Annotated[int, Field(strict=True, ge=1)]
Yes = Annotated[bool, Field(strict=True)]
Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
Division = Annotated[str, Field(pattern=r"^\d{6}$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """Where a value comes from. With `ours` the source says why we chose it."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    source: Text
    ours: Yes = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Named(Sourced):
    zh: Text
    en: Text

    def said(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch(Sourced):
    value: Yes


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Sourced):
    value: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseRule(Named):
    """A case in which a clock may stand still, and the terms it may stand still for."""

    terms: tuple[Code, ...]
    basis: Text
    basis_en: Text


def _only_known(entry: Any) -> Any:
    """A term is kept inside clocks for years, so only here, where it is written, is it strict."""
    if isinstance(entry, Mapping):
        known = {"length", "unit", "basis", "basis_en", "ours", "name"}
        if strange := [key for key in entry if key not in known]:
            raise ValueError(f"{strange[0]} is no part of a term; one of {sorted(known)} is")
        if not entry.get("basis") or not entry.get("basis_en"):
            raise ValueError("basis and basis_en must name the provision, or why there is none")
        length = entry.get("length")
        if length is not None and (type(length) is not int or length < 1):
            raise ValueError(
                "length is a whole number from 1 on; leave it out where no law sets a term"
            )
    return {"length": None, **entry} if isinstance(entry, Mapping) else entry


TermRule = Annotated[Term, BeforeValidator(_only_known)]
