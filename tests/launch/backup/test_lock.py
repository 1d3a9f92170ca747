"""Only the words that closed a key open it again."""

import sys
from pathlib import Path

import pytest

from chassis.ciphers import CannotOpen
from launch.backup.errors import (
    PassphraseNotGiven,
    PassphrasesDiffer,
    PassphraseTooShort,
    PassphraseUnreadable,
)
from launch.backup.lock import Passphrase, passphrase

KEY = bytes(range(32))
WORDS = "四海之内皆兄弟也 one door"


def test_the_same_words_open_what_they_closed() -> None:
    closed = Passphrase(WORDS).close(KEY)

    assert Passphrase(WORDS).open(closed) == KEY
    assert WORDS not in closed.model_dump_json()


def test_words_typed_in_another_unicode_form_are_the_same_words() -> None:
    closed = Passphrase("café, ＡＢＣ and more").close(KEY)

    assert Passphrase("cafe\u0301, ABC and more").open(closed) == KEY


def test_other_words_open_nothing() -> None:
    closed = Passphrase(WORDS).close(KEY)

    with pytest.raises(CannotOpen):
        Passphrase(WORDS + ".").open(closed)


def test_the_same_words_close_differently_each_time() -> None:
    one, other = Passphrase(WORDS).close(KEY), Passphrase(WORDS).close(KEY)

    assert (one.salt, one.key) != (other.salt, other.key)


def test_words_never_show() -> None:
    assert WORDS not in repr(Passphrase(WORDS))


def test_words_come_from_a_file_without_its_last_line_end(tmp_path: Path) -> None:
    file = tmp_path / "passphrase"
    file.write_text(f"{WORDS}\n", "utf-8")

    assert passphrase(file, is_new=True) == Passphrase(WORDS)


def test_short_words_close_nothing_new_and_still_open_what_is_old(tmp_path: Path) -> None:
    file = tmp_path / "passphrase"
    file.write_text("short")

    with pytest.raises(PassphraseTooShort):
        passphrase(file, is_new=True)
    assert passphrase(file, is_new=False) == Passphrase("short")


@pytest.mark.parametrize("content", [None, b"\xff\xfe\xff"], ids=["missing", "not text"])
def test_a_file_that_holds_no_words_is_named(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "passphrase"
    if content:
        file.write_bytes(content)

    with pytest.raises(PassphraseUnreadable, match=str(file)):
        passphrase(file, is_new=False)


def test_nobody_is_asked_where_nobody_sits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)

    with pytest.raises(PassphraseNotGiven):
        passphrase(None, is_new=True)


def test_new_words_are_typed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter([WORDS, WORDS, WORDS, "a slip of the fingers"])
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr("launch.backup.lock.getpass", lambda _: next(typed))

    assert passphrase(None, is_new=True) == Passphrase(WORDS)
    with pytest.raises(PassphrasesDiffer):
        passphrase(None, is_new=True)
