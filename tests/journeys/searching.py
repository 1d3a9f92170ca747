"""Look for words in bytes, however they may be spelled there."""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
CHUNK = 1 << 22
GROUP = 3
LETTERS = 4


def spellings(word: str) -> frozenset[bytes]:
    """As text, escaped in JSON or in an address, and as base64 or hex of any of these."""
    plain = {word.encode(encoding) for encoding in ENCODINGS}
    escaped = "".join(f"\\u{ord(c):04x}" if ord(c) > 127 else c for c in word)
    plain |= {escaped.encode(), escaped.upper().replace("\\U", "\\u").encode()}
    plain |= {quote(word, safe="").encode(), quote(word, safe="").lower().encode()}
    packed = {letters for text in plain for letters in _base64(text)}
    packed |= {text.hex().encode() for text in plain}
    return frozenset(plain | packed)


def _base64(text: bytes) -> Iterator[bytes]:
    """Wherever it begins among the groups of three: the letters that are its own alone."""
    for before in range(GROUP):
        padded = bytes(before) + text
        whole = padded[: len(padded) // GROUP * GROUP]
        yield b64encode(whole)[LETTERS if before else 0 :]


class Search:
    """`words` by what they are; an answer names these and never the words."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._spellings = {name: spellings(word) for name, word in words.items()}
        self._overlap = max(len(s) for each in self._spellings.values() for s in each)

    def in_bytes(self, content: bytes) -> set[str]:
        return {
            name
            for name, spelled in self._spellings.items()
            if any(one in content for one in spelled)
        }

    def in_files(self, files: Iterable[Path]) -> set[tuple[str, str]]:
        return {(name, str(file)) for file in files for name in self.in_file(file)}

    def in_file(self, file: Path) -> set[str]:
        found, kept = set(), b""
        with file.open("rb") as content:
            while chunk := content.read(CHUNK):
                found |= self.in_bytes(kept + chunk)
                kept = chunk[-self._overlap :]
        return found
