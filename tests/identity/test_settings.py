"""The staff client is expected at the issuer's own origin until it is said to be elsewhere."""

import pytest

from services.identity.domain.errors import RedirectNotRegistered
from services.identity.settings import Settings

ISSUER = "https://door.example/api/identity"


def test_without_a_word_the_staff_client_stands_beside_the_issuer() -> None:
    web = Settings().applications(ISSUER).get("onedoor-web")

    assert web.redirect("https://door.example/callback")
    assert web.returns_to("https://door.example/")


def test_where_it_stands_elsewhere_its_own_origin_counts_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("IDENTITY_WEB_REDIRECTS", '["https://desk.example/callback"]')
    web = Settings().applications(ISSUER).get("onedoor-web")

    assert web.redirect("https://desk.example/callback")
    with pytest.raises(RedirectNotRegistered):
        web.redirect("https://door.example/callback")
