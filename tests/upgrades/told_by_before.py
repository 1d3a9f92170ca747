"""Run with the code of another version: what it uses of the database, what it can read of it.

`columns` tells each column of its tables. `read` takes aggregates as they are kept, a JSON object
a line, and tells how many it read.
"""

import json
import sys
from collections.abc import Iterator
from uuid import UUID

from chassis.journal import codec
from chassis.kernel import Aggregate
from launch.assembly import SCHEMAS


def columns() -> None:
    tables = (table for schema in SCHEMAS for table in schema.metadata.sorted_tables)
    told = {table.fullname: sorted(column.name for column in table.columns) for table in tables}
    sys.stdout.write(json.dumps(told))


def read() -> None:
    kinds, count = {kind.kind: kind for kind in _kinds(Aggregate)}, 0
    for line in sys.stdin:
        row = json.loads(line)
        apart = {"id": UUID(row["id"]), "head": bytes.fromhex(row["head"])}
        kept = {"jurisdiction": row["jurisdiction"], "version": row["version"]} | apart
        codec(kinds[row["kind"]]).validate_python(row["state"] | kept)
        count += 1
    sys.stdout.write(str(count))


def _kinds(of: type[Aggregate]) -> Iterator[type[Aggregate]]:
    for kind in of.__subclasses__():
        yield kind
        yield from _kinds(kind)


if __name__ == "__main__":
    {"columns": columns, "read": read}[sys.argv[1]]()
