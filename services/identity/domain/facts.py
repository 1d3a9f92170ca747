"""What can happen to organs and people. Each name is a line in their journal."""

from dataclasses import dataclass
from datetime import date

from chassis.kernel import Fact, Personal
from services.identity.domain.contact import Contact
from services.identity.domain.particulars import Particulars
from services.identity.domain.post import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganEstablished(Fact):
    code: str
    particulars: Particulars


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganChanged(Fact):
    code: str
    particulars: Particulars


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntered(Fact):
    login: str
    name: Personal
    contacts: tuple[Contact, ...]
    machine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsChanged(Fact):
    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostGiven(Fact):
    post: Post


@dataclass(frozen=True, slots=True, kw_only=True)
class PostTaken(Fact):
    post: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDeactivated(Fact): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordSet(Fact):
    """That it was set and by whom; never what it is."""
