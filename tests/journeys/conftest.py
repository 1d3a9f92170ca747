"""One house for all journeys of a kind, and its logs beside a failure."""

from collections.abc import Generator, Iterator

import pytest

from tests.journeys.house import House


@pytest.fixture(scope="session", params=["whole", "split"])
def house(request: pytest.FixtureRequest) -> Iterator[House]:
    """In one process, then in five: the same journeys over the same wires."""
    yield from opened(House(split=request.param == "split"))


def opened(house: House) -> Iterator[House]:
    try:
        house.open()
        yield house
    finally:
        house.clear_away()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        for used in getattr(item, "funcargs", {}).values():
            if isinstance(used, House):
                report.sections.append(("the house", used.told()))
    return report
