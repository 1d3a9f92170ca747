"""The services as they are assembled, over engines that nobody connects to."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from google.protobuf.descriptor import Descriptor, FileDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from pydantic import SecretStr

from chassis.events.consumer import Subscription
from chassis.runtime import Service
from launch import assembly
from launch.engines import SERVICES
from launch.folder import prepare
from launch.settings import Settings

NOWHERE = SecretStr("postgresql://nobody@localhost/none")


@cache
def services() -> tuple[Service, ...]:
    with TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), database_url=NOWHERE)
        prepare(settings.data)
        house, rules = assembly.platform(settings), assembly.shelf(settings)
        return tuple(assembly.BUILD[name](house, rules) for name in SERVICES)


@dataclass(frozen=True, slots=True)
class Event:
    """A message on its producer's stream."""

    producer: str
    message: type[Message]
    meaning: str

    @property
    def name(self) -> str:
        return str(self.message.DESCRIPTOR.name)

    @property
    def consumers(self) -> tuple[Subscription, ...]:
        subscriptions = [s for service in services() for s in service.subscriptions]
        return tuple(s for s in subscriptions if self.message in s.messages)


def events(producer: str) -> list[Event]:
    """Messages that no other message holds: what is held is a part of an event, not an event."""
    return [
        Event(producer, GetMessageClass(message), _comment(file, message.name))
        for file in _contracts(f"onedoor.{producer}.events.v1")
        for message in _outermost(file)
    ]


@dataclass(frozen=True, slots=True, order=True)
class Call:
    """One service waits for another's answer."""

    caller: str
    callee: str
    rpc: str


def calls() -> list[Call]:
    """Found where a service's code holds the stub of another and names one of its RPCs."""
    doors = {
        service.name: set(service.methods_by_name)
        for name in SERVICES
        for file in _contracts(f"onedoor.{name}.v1")
        for service in file.services_by_name.values()
    }
    return sorted(
        {
            Call(caller, door.removesuffix("Service").lower(), rpc)
            for caller in SERVICES
            for file in Path("services", caller).rglob("*.py")
            for door, rpcs in doors.items()
            for function in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
            for rpc in _called(function, door) & rpcs
        }
    )


def _called(function: ast.AST, door: str) -> set[str]:
    """Attributes of what is made of this door's stub, or of a name that it was given."""

    def is_stub(node: ast.expr) -> bool:
        if isinstance(node, ast.Call):
            return isinstance(node.func, ast.Name) and node.func.id == f"{door}Stub"
        return isinstance(node, ast.Name) and node.id in named

    named: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and is_stub(node.value):
            named |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return {
        node.attr
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute) and is_stub(node.value)
    }


def _contracts(package: str) -> Iterator[FileDescriptor]:
    folder = importlib.import_module(package)
    for module in pkgutil.iter_modules(folder.__path__):
        if module.name.endswith("_pb2"):
            yield importlib.import_module(f"{package}.{module.name}").DESCRIPTOR


def _outermost(file: FileDescriptor) -> list[Descriptor]:
    held = {
        field.message_type.full_name
        for message in file.message_types_by_name.values()
        for field in message.fields
        if field.message_type
    }
    return [m for m in file.message_types_by_name.values() if m.full_name not in held]


def _comment(file: FileDescriptor, name: str) -> str:
    text = Path("proto", file.name).read_text(encoding="utf-8")
    found = re.search(rf"((?:^//.*\n)+)message {name} ", text, re.MULTILINE)
    return found[1].replace("//", "").replace("\n", "").strip() if found else ""
