"""A machine without Keycloak skips its tests; a build machine fails."""

from pathlib import Path

import pytest

from tools import keycloak
from tools.keycloak import CannotBeHad, is_required, main


def nothing() -> None:
    raise CannotBeHad("no Maven here")


@pytest.mark.parametrize(("environment", "required"), [({}, False), ({"CI": "true"}, True)])
def test_only_a_build_machine_must_have_it(environment: dict[str, str], required: bool) -> None:
    assert is_required(environment) is required


def test_the_reason_is_told_where_there_is_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CI", raising=False)

    assert main(nothing) == 0
    assert "no Maven here" in capsys.readouterr().err


def test_on_a_build_machine_that_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")

    assert main(nothing) == 1


def test_what_is_missing_is_told_to_whoever_may_not_install_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(keycloak, "HOME", tmp_path / "nothing yet")
    has = {"apt-get": "/usr/bin/apt-get", "java": "/usr/bin/java"}
    monkeypatch.setattr("shutil.which", has.get)
    monkeypatch.setattr("os.geteuid", lambda: 1000)

    with pytest.raises(CannotBeHad, match=r"as root, run: apt-get install .* maven"):
        keycloak.obtain()
