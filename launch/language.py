"""In which language the command speaks."""

import os


def readers_language() -> str:
    """As gettext chooses: the first of these that is set."""
    chosen = (os.environ.get(name) for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))
    return next(filter(None, chosen), "en")
