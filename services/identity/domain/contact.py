"""Where a person is reached: mail, text message, or a name that the operators' webhook knows."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from uuid import UUID

from chassis.kernel import Personal, Phrase
from services.identity.domain.errors import PersonUnreadable
from services.identity.domain.unmasked import unmasked

LONGEST_ADDRESS = 300


class ContactChannel(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    WEBHOOK = "webhook"


SHAPES = {
    ContactChannel.EMAIL: re.compile(r"[^\s@,;<>/?#]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}"),
    ContactChannel.PHONE: re.compile(r"\+?\d{5,15}"),
    ContactChannel.WEBHOOK: re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*"),
}


@dataclass(frozen=True, slots=True)
class Contact:
    channel: ContactChannel
    address: Personal

    @classmethod
    def read(cls, person: UUID, channel: str, address: str) -> Self:
        try:
            known = ContactChannel(channel)
        except ValueError as fault:
            channels = ", ".join(ContactChannel)
            raise PersonUnreadable(
                reason=Phrase(f"people are reached by {channels}", f"联系方式只能是 {channels}")
            ) from fault
        address = unmasked(known, address.strip())
        if len(address) > LONGEST_ADDRESS or not SHAPES[known].fullmatch(address):
            raise PersonUnreadable(
                reason=Phrase(
                    f"an address does not look like one for {known}", f"地址与联系方式 {known} 不符"
                )
            )
        return cls(known, Personal(person, address))
