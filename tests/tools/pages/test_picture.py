"""The picture holds every service, stream and call, and stays inside its frame."""

import re
from xml.etree import ElementTree

from chassis.events.streams import stream
from launch.engines import SERVICES
from tools.pages.assembled import calls, events
from tools.pages.picture import WIDTH, picture

DRAWN = ElementTree.fromstring(picture())  # noqa: S314 - drawn by ourselves
TEXTS = ["".join(node.itertext()) for node in DRAWN.iter() if node.tag.endswith("text")]


def test_every_service_stream_event_and_call_is_drawn() -> None:
    wanted = {*SERVICES, *map(stream, SERVICES)}
    wanted |= {event.name for service in SERVICES for event in events(service)}

    assert not wanted - set(TEXTS)
    assert [call for call in calls() if not any(call.rpc in text for text in TEXTS)] == []


def test_nothing_leaves_the_frame() -> None:
    height = int(DRAWN.attrib["height"])
    x = [float(node.attrib["x"]) for node in DRAWN.iter() if "x" in node.attrib]
    y = [float(node.attrib["y"]) for node in DRAWN.iter() if "y" in node.attrib]

    assert min(x) >= 0
    assert max(x) < WIDTH
    assert min(y) >= 0
    assert max(y) < height


def test_it_is_drawn_alike_each_time() -> None:
    assert picture() == picture()
    assert not re.search(r"0x[0-9a-f]{6,}", picture())
