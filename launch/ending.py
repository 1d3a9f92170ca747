"""How a process of ours ends: with a sentence rather than a traceback, and at once."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn

from launch.language import readers_language


def run(work: Callable[[], object]) -> int:
    """A refusal is one sentence in the reader's language and exit code 2, never a traceback."""
    try:
        work()
    except SystemExit as end:
        return int(end.code or 0)
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is shown and the code says so
        from chassis.kernel import Refusal  # noqa: PLC0415 (most commands end without one)

        if isinstance(fault, Refusal):
            print(fault.say(readers_language()), file=sys.stderr)
            return 2
        sys.excepthook(type(fault), fault, fault.__traceback__)
        return 1
    return 0


def leave(code: int) -> NoReturn:
    """Taking a large heap apart would hold up a closing platform."""
    with suppress(OSError):  # whoever read our output may be gone
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)
