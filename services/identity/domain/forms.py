"""People and machines as a file or a screen hands them in: texts, read by the rules."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PostForm:
    """`code` is organ/duty."""

    code: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonForm:
    """`contacts` are pairs of channel and address."""

    login: str
    name: str = field(repr=False)
    contacts: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    posts: tuple[PostForm, ...] = ()
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ClientForm:
    """A machine: another system, or a service of the house. No secret given, one is made."""

    client_id: str
    name: str
    post: PostForm
    secret: str = field(default="", repr=False)
