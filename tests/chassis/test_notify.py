"""Notifications: sent is what a real server took, and everything else says why not."""

import asyncio
import json
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from socket import socket
from threading import Thread
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from chassis.notify import Address, Failed, Notifier, Sent

SOMEBODY = Address("email", "zhang@example.cn")


class Mailbox:
    """Keeps what the SMTP server was given, or turns it away."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], Message]] = []
        self.answer = "250 OK"

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.letters.append((envelope.rcpt_tos, message_from_bytes(envelope.content)))
        return self.answer


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def mail(mailbox: Mailbox) -> Iterator[str]:
    """The channel of a real SMTP server."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield f"mailto://127.0.0.1:{port}?from=board@example.cn&to={{target}}"
    controller.stop()


class Hooks(HTTPServer):
    """Takes webhooks, and answers as it is told."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, dict[str, Any]]] = []
        self.status = 200
        super().__init__(("127.0.0.1", 0), _Hook)


class _Hook(BaseHTTPRequestHandler):
    server: Hooks

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.taken.append((self.path, json.loads(body)))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def hooks() -> Iterator[Hooks]:
    server = Hooks()
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


async def test_a_mail_reaches_the_one_it_is_for(mailbox: Mailbox, mail: str) -> None:
    outcome = await Notifier({"email": mail}).send(
        SOMEBODY, "红灯:1 件\n今日到期", "编号 17 今日到期"
    )

    assert outcome == Sent()
    ((to, letter),) = mailbox.letters
    assert to == ["zhang@example.cn"]
    assert str(make_header(decode_header(letter["Subject"]))) == "红灯:1 件 今日到期"
    payload = letter.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert payload.decode().strip() == "编号 17 今日到期"


async def test_a_server_that_refuses_has_not_been_sent_anything(
    mailbox: Mailbox, mail: str
) -> None:
    mailbox.answer = "554 no"

    assert await Notifier({"email": mail}).send(SOMEBODY, "t", "b") == Failed("refused")


async def test_a_webhook_and_a_text_message_go_to_their_gateways(hooks: Hooks) -> None:
    gateway = f"json://127.0.0.1:{hooks.server_port}"
    notifier = Notifier({"webhook": gateway + "/rooms/{target}", "sms": gateway + "/sms/{target}"})

    assert await notifier.send(Address("webhook", "duty-desk"), "红灯", "编号 17") == Sent()
    assert await notifier.send(Address("sms", "13800000000"), "红灯", "编号 17") == Sent()

    (room, said), (phone, _) = hooks.taken
    assert (room, phone) == ("/rooms/duty-desk", "/sms/13800000000")
    assert (said["title"], said["message"]) == ("红灯", "编号 17")


async def test_a_gateway_that_answers_with_a_fault_has_refused(hooks: Hooks) -> None:
    hooks.status = 500
    notifier = Notifier({"webhook": f"json://127.0.0.1:{hooks.server_port}/{{target}}"})

    assert await notifier.send(Address("webhook", "desk"), "t", "b") == Failed("refused")


async def test_without_a_channel_nothing_is_called_sent() -> None:
    assert await Notifier({}).send(SOMEBODY, "t", "b") == Failed("no_channel")
    assert await Notifier({"email": ""}).send(SOMEBODY, "t", "b") == Failed("no_channel")


@pytest.mark.parametrize(
    "address",
    [
        Address("email", "zhang@example.cn,li@example.cn"),
        Address("email", "zhang@example.cn\nBcc: li@example.cn"),
        Address("email", "zhang"),
        Address("sms", "110,120"),
        Address("sms", "110"),
        Address("webhook", "../admin"),
        Address("webhook", "a/b"),
        Address("webhook", ""),
    ],
)
async def test_an_address_that_is_not_exactly_one_is_refused(
    hooks: Hooks, mail: str, mailbox: Mailbox, address: Address
) -> None:
    gateway = f"json://127.0.0.1:{hooks.server_port}/{{target}}"
    notifier = Notifier({"email": mail, "sms": gateway, "webhook": gateway})

    assert await notifier.send(address, "t", "b") == Failed("bad_address")
    assert not hooks.taken
    assert not mailbox.letters


async def test_a_channel_that_cannot_be_read_is_told_apart() -> None:
    notifier = Notifier({"email": "nonsense://{target}"})

    assert await notifier.send(SOMEBODY, "t", "b") == Failed("bad_channel")


def test_channels_that_cannot_be_read_are_known_before_anybody_is_to_be_told() -> None:
    notifier = Notifier(
        {
            "webhook": "nonsense",
            "email": "mailtos://u:p@mail.example.cn?from=board@example.cn&to={target}",
            "sms": "json://127.0.0.1/sms/{target}",
        }
    )

    assert notifier.unusable() == ["webhook"]


async def test_a_server_that_never_answers_costs_its_time_and_no_more() -> None:
    with socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        channel = f"json://127.0.0.1:{silent.getsockname()[1]}/{{target}}?rto=1"
        began = asyncio.get_running_loop().time()

        outcome = await Notifier({"webhook": channel}, seconds=0.3).send(
            Address("webhook", "desk"), "t", "b"
        )

    assert outcome == Failed("timeout")
    assert asyncio.get_running_loop().time() - began < 1


def test_addresses_and_channels_are_shown_without_targets_and_passwords() -> None:
    notifier = Notifier({"email": "mailto://user:hunter2@mail.example.cn?to={target}"})

    assert repr(SOMEBODY) == "Address(email, •••)"
    assert "hunter2" not in repr(notifier)
