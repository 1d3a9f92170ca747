"""A person, or a machine that signs in like one: who they are, and the posts they hold."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar, Self
from uuid import UUID

from chassis.kernel import Actor, Aggregate, Personal, Phrase, as_code, is_storable
from law.calendar import ONE_DAY, day_of
from services.identity.domain.contact import Contact
from services.identity.domain.errors import (
    OwnPost,
    PasswordTooWeak,
    PersonInactive,
    PersonUnreadable,
    PostHeld,
    PostNotTheirs,
)
from services.identity.domain.facts import (
    ContactsChanged,
    PasswordSet,
    PersonDeactivated,
    PersonEntered,
    PostGiven,
    PostTaken,
)
from services.identity.domain.post import Post
from services.identity.domain.unmasked import unmasked

LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
LONGEST_NAME = 80
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 128


@dataclass(kw_only=True)
class Person(Aggregate):
    """The login name is a code that the organ hands out; names and addresses are sealed."""

    kind: ClassVar[str] = "person"
    login: str
    name: Personal
    contacts: tuple[Contact, ...] = ()
    machine: bool = False
    posts: tuple[Post, ...] = ()
    active: bool = True

    @classmethod
    def enter(
        cls,
        jurisdiction: str,
        person_id: UUID,
        *,
        login: str,
        name: str,
        contacts: Sequence[tuple[str, str]],
        machine: bool,
        by: Actor,
        now: datetime,
    ) -> Self:
        name = unmasked("name", name.strip())
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise PersonUnreadable(
                reason=Phrase(
                    f"a name has 1 to {LONGEST_NAME} printable characters",
                    f"姓名应为 1 至 {LONGEST_NAME} 个可见字符",
                )
            )
        person = cls(
            jurisdiction=jurisdiction,
            id=person_id,
            login=read_login(login),
            name=Personal(person_id, name),
            contacts=_read_contacts(person_id, contacts),
            machine=machine,
        )
        person.record(
            PersonEntered(
                login=person.login,
                name=person.name,
                contacts=person.contacts,
                machine=machine,
                by=by,
                at=now,
            )
        )
        return person

    def change_contacts(
        self, contacts: Sequence[tuple[str, str]], *, by: Actor, now: datetime
    ) -> None:
        self._require_active()
        self.contacts = _read_contacts(self.id, contacts)
        self.record(ContactsChanged(contacts=self.contacts, by=by, at=now))

    def give_post(self, code: str, roles: Sequence[str], *, by: Actor, now: datetime) -> None:
        self._require_active()
        if by.person == self.id:
            raise OwnPost
        post = Post.read(code, roles, day_of(now), machine=self.machine)
        if any(other.code == post.code for other in self.posts_not_over(day_of(now))):
            raise PostHeld(post=post.code)
        self.posts = (*self.posts, post)
        self.record(PostGiven(post=post, by=by, at=now))

    def take_post(
        self, code: str, *, last_day: date | None = None, by: Actor, now: datetime
    ) -> None:
        """At once, so that yesterday was its last day, or as of a day to come."""
        today = day_of(now)
        until = max(last_day, today) if last_day else today - ONE_DAY
        if not any(post.code == code for post in self.posts_not_over(today)):
            raise PostNotTheirs(post=as_code(code))
        self.posts = tuple(
            replace(post, until=until) if post.code == code and not post.is_over(today) else post
            for post in self.posts
        )
        self.record(PostTaken(post=code, until=until, by=by, at=now))

    def deactivate(self, *, by: Actor, now: datetime) -> None:
        """Whoever may no longer sign in holds no post either. Twice is as good as once."""
        if not self.active:
            return
        for post in self.posts_not_over(day_of(now)):
            self.take_post(post.code, by=by, now=now)
        self.active = False
        self.record(PersonDeactivated(by=by, at=now))

    def set_password(self, password: str, *, by: Actor, now: datetime) -> None:
        """Length is what makes a password strong; it is kept elsewhere, and only hashed."""
        self._require_active()
        fits = SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD
        if not fits or not is_storable(password) or password.casefold() == self.login:
            raise PasswordTooWeak(shortest=SHORTEST_PASSWORD, longest=LONGEST_PASSWORD)
        self.record(PasswordSet(by=by, at=now))

    def posts_not_over(self, today: date) -> tuple[Post, ...]:
        return tuple(post for post in self.posts if not post.is_over(today))

    def _require_active(self) -> None:
        if not self.active:
            raise PersonInactive


def read_login(text: str) -> str:
    login = text.strip().casefold()
    if not LOGIN.fullmatch(login):
        raise PersonUnreadable(
            reason=Phrase(
                "a login name has 2 to 64 of a-z, 0-9, '.', '-', '_' and '@'",
                "登录名应为 2 至 64 位小写字母、数字或 . - _ @",
            )
        )
    return login


def _read_contacts(person_id: UUID, contacts: Sequence[tuple[str, str]]) -> tuple[Contact, ...]:
    return tuple(Contact.read(person_id, channel, address) for channel, address in contacts)
