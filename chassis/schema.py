"""The tables that every service has beside its own."""

from dataclasses import dataclass
from typing import Self

from sqlalchemy import MetaData, Table

from chassis.answers import answers_table
from chassis.events.inbox import inbox_table, parked_table
from chassis.events.outbox import outbox_table
from chassis.journal import journal_table
from chassis.organisation import organs_table, people_table
from chassis.vault import keys_table


@dataclass(frozen=True, slots=True)
class Machinery:
    journal: Table
    outbox: Table
    keys: Table
    answers: Table
    inbox: Table
    parked: Table
    organs: Table
    people: Table

    @classmethod
    def of(cls, metadata: MetaData) -> Self:
        return cls(
            journal=journal_table(metadata),
            outbox=outbox_table(metadata),
            keys=keys_table(metadata),
            answers=answers_table(metadata),
            inbox=inbox_table(metadata),
            parked=parked_table(metadata),
            organs=organs_table(metadata),
            people=people_table(metadata),
        )
