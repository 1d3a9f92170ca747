"""The applications people sign in to, and where each may send them back."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from services.identity.domain.errors import RedirectNotRegistered, UnknownClient

LOOPBACK_ADDRESSES = ("127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Application:
    """A public client: it keeps no secret, so PKCE binds a code to the one who asked for it.

    A native application waits on the loopback address, on whatever port was free (RFC 8252).
    """

    client_id: str
    name_zh: str
    name_en: str
    redirects: tuple[str, ...] = ()
    loopback_paths: tuple[str, ...] = ()
    after_sign_out: tuple[str, ...] = ()

    def redirect(self, address: str) -> str:
        """The address itself, if it may be used: equal to a registered one, letter by letter."""
        if address in self.redirects or self._is_own_loopback(address):
            return address
        raise RedirectNotRegistered

    def returns_to(self, address: str) -> str:
        """Where people go once they have signed out."""
        if address not in self.after_sign_out:
            raise RedirectNotRegistered
        return address

    def _is_own_loopback(self, address: str) -> bool:
        try:
            parts = urlsplit(address)
            host, port = parts.hostname, parts.port
        except ValueError:
            return False
        return (
            parts.scheme == "http"
            and host in LOOPBACK_ADDRESSES
            and parts.path in self.loopback_paths
            and address == _plainly(parts, host, port)
        )


def _plainly(parts: SplitResult, host: str, port: int | None) -> str:
    """The address put together again: without user, query, fragment and odd spellings."""
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}{f':{port}' if port is not None else ''}{parts.path}"


@dataclass(frozen=True, slots=True)
class Applications:
    known: Sequence[Application]

    def get(self, client_id: str) -> Application:
        for application in self.known:
            if application.client_id == client_id:
                return application
        raise UnknownClient
