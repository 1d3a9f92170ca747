"""A test lies where the code that it tests lies."""

from pathlib import Path

import pytest

from tests.architecture.house import PACKAGES, SERVICES, files

MIRRORED = {name: Path(name) for name in PACKAGES if name != "services"}
MIRRORED |= {service.name: service for service in SERVICES}
TESTS = [file for name in MIRRORED for file in files(f"tests/{name}") if file.stem[:5] == "test_"]


@pytest.mark.parametrize("file", TESTS, ids=str)
def test_a_test_file_is_named_after_the_module_it_tests(file: Path) -> None:
    _, name, *rooms, _ = file.parts
    tested = file.stem.removeprefix("test_").strip("_")
    place = MIRRORED[name].joinpath(*rooms)
    candidates = [path.stem.strip("_") for path in place.rglob("*.py")]
    candidates += [path.name for path in place.rglob("*") if path.is_dir()]

    assert tested in candidates
