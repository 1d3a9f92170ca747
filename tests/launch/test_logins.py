"""What is kept of a sign-in: for its owner alone, and never torn."""

from pathlib import Path
from threading import Barrier, Thread

from launch.logins import FILE, Login, Logins, entry_of, login_of
from launch.signin import Tokens

ISSUER = "http://here.test/api/identity"


def a_login(name: str = "wang") -> Login:
    return Login(name, Tokens("access", 1.0, "refresh"), "housing/head")


def test_a_login_is_found_again_under_its_issuer(tmp_path: Path) -> None:
    logins = Logins(tmp_path / "data")

    logins.keep(ISSUER, a_login())

    assert logins.find(ISSUER) == a_login()
    assert logins.find("http://elsewhere.test") is None
    assert (tmp_path / "data" / FILE).stat().st_mode & 0o077 == 0


def test_a_file_that_cannot_be_read_lets_nobody_in_and_is_written_anew(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("[torn")
    logins = Logins(tmp_path)

    assert logins.find(ISSUER) is None
    logins.keep(ISSUER, a_login())
    assert logins.find(ISSUER) == a_login()


def test_no_change_is_lost_when_commands_run_at_once(tmp_path: Path) -> None:
    logins, start = Logins(tmp_path), Barrier(8)

    def change(number: int) -> None:
        start.wait()
        for _ in range(10):
            with logins.changing() as kept:
                login = login_of(kept.get(ISSUER, entry_of(a_login("0"))))
                login.name = str(int(login.name) + 1)
                kept[ISSUER] = entry_of(login)

    threads = [Thread(target=change, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    found = logins.find(ISSUER)
    assert found
    assert found.name == "80"


def test_nothing_secret_is_shown(tmp_path: Path) -> None:
    login = Login("wang", Tokens("access", 1.0, "refresh"), "", "secret")

    assert not {"access", "refresh", "secret"} & set(repr(login).replace("'", " ").split())
