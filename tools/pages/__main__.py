"""Write the generated pages; with `baseline`, the promises over HTTP instead."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tools.pages import access, contracts, events, picture, refusals
from tools.supply import licences

PAGES: Mapping[str, Callable[[], str]] = {
    "docs/events.md": events.page,
    "docs/errors.md": refusals.page,
    "docs/access.md": access.page,
    "docs/licences.md": licences.page,
    "docs/architecture.svg": picture.picture,
}


def main() -> None:
    if sys.argv[1:] == ["baseline"]:
        written = contracts.documents()
    else:
        written = {place: page() for place, page in PAGES.items()}
    for place, text in written.items():
        Path(place).parent.mkdir(parents=True, exist_ok=True)
        Path(place).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
