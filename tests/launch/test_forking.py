"""Processes forked from the template: each on its own, none without its parent."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from launch.children import Child, Program
from launch.errors import EngineDidNotStart
from launch.folder import prepare
from launch.forking import Forked, Template
from launch.settings import surroundings
from launch.wheels import last_line
from tests.builders import RULEBOOKS

PATIENCE_SECONDS = 60
NOWHERE = "postgresql://{}:{}@127.0.0.1:1/onedoor"


@pytest.fixture
def template(tmp_path: Path) -> Iterator[Template]:
    prepare(tmp_path)
    with closing(Template(tmp_path, RULEBOOKS)) as mine:
        mine.open()
        yield mine


def serving(template: Template, name: str, **chosen: str) -> Program:
    """A service whose database is away: it waits for it."""
    folder = template.program.folder
    away = {
        "ONEDOOR_DATA": str(folder),
        "ONEDOOR_DATABASE_URL": NOWHERE.format(name, f"hush-{name}"),
        "ONEDOOR_CLIENT_SECRETS": f'{{"{name}": "loud-{name}"}}',
    }
    return Program(
        name=name,
        command=("serve", name),
        folder=folder,
        log=folder / f"{name}.log",
        is_ready=lambda _: True,
        explain=last_line,
        environment=surroundings() | away | chosen,
        start=template.fork,
    )


def forked(template: Template, name: str, **chosen: str) -> Forked:
    program = serving(template, name, **chosen)
    with program.log.open("ab") as log:
        return template.fork(program, log)


def number(template: Template) -> int:
    assert template.process
    return template.process.pid


def wait_for(holds: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


def is_another(child: Child, than: list[int]) -> bool:
    return child.process is not None and child.process.pid not in {0, *than}


def called(process: int) -> str:
    return Path(f"/proc/{process}/comm").read_text().strip()


def memory(process: int) -> bytes:
    """All that it may write to, and so all that it was told."""
    found = []
    with Path(f"/proc/{process}/mem").open("rb") as held:
        for line in Path(f"/proc/{process}/maps").read_text().splitlines():
            where, rights, *_ = line.split()
            if rights.startswith("rw"):
                first, last = (int(end, 16) for end in where.split("-"))
                held.seek(first)
                with suppress(OSError):
                    found.append(held.read(last - first))
    return b"".join(found)


def test_the_template_forks_with_one_thread_and_without_a_connection(template: Template) -> None:
    process = Path(f"/proc/{number(template)}")

    assert len(list((process / "task").iterdir())) == 1
    ends = {end.name: str(end.readlink()) for end in (process / "fd").iterdir()}
    assert [number for number, end in ends.items() if end.startswith("socket:")] == ["0"]


def test_a_service_finds_in_its_memory_nothing_that_another_one_was_told(
    template: Template,
) -> None:
    first, second = forked(template, "intake"), forked(template, "alerts")
    wait_for(lambda: b"loud-intake" in memory(first.pid))
    wait_for(lambda: b"loud-alerts" in memory(second.pid))

    for process in (number(template), second.pid):
        assert b"hush-intake" not in memory(process)
        assert b"loud-intake" not in memory(process)
    for process in (number(template), first.pid):
        assert b"hush-alerts" not in memory(process)
        assert b"loud-alerts" not in memory(process)
    assert b"hush-" not in Path(f"/proc/{first.pid}/environ").read_bytes()


def test_each_has_its_name_its_log_its_folder_and_a_session_of_its_own(
    template: Template,
) -> None:
    one = forked(template, "intake")

    assert called(one.pid) == "intake"
    assert os.getsid(one.pid) == one.pid
    process = Path(f"/proc/{one.pid}")
    assert (process / "cwd").readlink() == template.program.folder
    ends = [(process / "fd" / number).readlink() for number in "012"]
    log = template.program.folder / "intake.log"
    assert ends == [Path(os.devnull), log, log]


def test_who_cannot_go_on_says_why_in_its_own_log_and_leaves_with_its_code(
    template: Template,
) -> None:
    one = forked(template, "intake", ONEDOOR_HTTP_PORT="hunter2")

    assert one.wait(PATIENCE_SECONDS) == 2
    assert one.poll() == 2
    assert "ONEDOOR_HTTP_PORT" in (template.program.folder / "intake.log").read_text()


def test_who_was_killed_is_told_as_such(template: Template) -> None:
    one = forked(template, "intake")
    assert one.poll() is None

    one.send_signal(signal.SIGKILL)

    assert one.wait(PATIENCE_SECONDS) == -signal.SIGKILL
    one.send_signal(signal.SIGKILL)  # to nobody


def test_a_child_that_is_killed_is_forked_again(template: Template) -> None:
    child = Child(serving(template, "intake"))
    child.open()
    assert child.process
    first = child.process.pid

    os.kill(first, signal.SIGKILL)
    wait_for(lambda: is_another(child, [first]))

    assert child.failure is None
    child.close()
    assert child.process.poll() is not None


def test_the_template_killed_all_end_with_it_and_come_back_from_the_next_one(
    template: Template,
) -> None:
    children = [Child(serving(template, name)) for name in ("intake", "alerts")]
    for child in children:
        child.open()
    before = [child.process.pid for child in children if child.process]
    old = number(template)

    os.kill(old, signal.SIGKILL)
    wait_for(lambda: all(is_another(child, before) for child in children))

    assert number(template) != old
    assert not any(Path(f"/proc/{process}/exe").exists() for process in before)
    for child in children:
        assert child.failure is None
        child.close()


def test_without_a_template_there_is_nothing_to_fork_from(tmp_path: Path) -> None:
    prepare(tmp_path)
    with closing(Template(tmp_path, tmp_path)) as broken:
        with pytest.raises(EngineDidNotStart, match=r"base\.yaml"):
            broken.open()

        with pytest.raises(ProcessLookupError, match="intake"):
            forked(broken, "intake")
