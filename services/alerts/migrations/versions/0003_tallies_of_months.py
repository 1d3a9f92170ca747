"""Tallies of whole months, so that the rates of many years are summed in a moment.

The table of days keeps them itself: whatever moves a day moves its month in the same commit, the
version before this one included.
"""

import sqlalchemy as sa
from alembic import op

from chassis.migrations import rights

revision = "0003"
down_revision = "0002"

CELL = "organ, measure, route, historical, sealed"
MOVED = """
    INSERT INTO alerts.months AS m (jurisdiction, month, {cell}, count)
    SELECT jurisdiction, date_trunc('month', day)::date AS month, {cell}, sum(count)
    FROM ({moves}) AS moved GROUP BY jurisdiction, month, {cell} HAVING sum(count) <> 0
    ON CONFLICT (jurisdiction, month, {cell}) DO UPDATE SET count = m.count + excluded.count"""
GAINED = f"SELECT jurisdiction, day, {CELL}, count FROM gained"  # noqa: S608 - names of our own
LOST = f"SELECT jurisdiction, day, {CELL}, -count AS count FROM lost"  # noqa: S608 - the same
MOVES = {"insert": GAINED, "delete": LOST, "update": f"{GAINED} UNION ALL {LOST}"}
TRANSITIONS = {
    "insert": "NEW TABLE AS gained",
    "delete": "OLD TABLE AS lost",
    "update": "NEW TABLE AS gained OLD TABLE AS lost",
}


def upgrade() -> None:
    op.create_table(
        "months",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("organ", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("historical", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            *("jurisdiction", "month", "organ", "measure", "route", "historical", "sealed"),
            name="pk_months",
        ),
        schema="alerts",
    )
    op.execute("ALTER TABLE alerts.months SET (fillfactor = 80)")
    _count_what_is_there()
    rights.grant("alerts", "months", "SELECT, INSERT, UPDATE, DELETE")
    rights.in_its_jurisdiction("alerts", "months")
    for how, moves in MOVES.items():
        _keep(how, MOVED.format(cell=CELL, moves=moves))


def _count_what_is_there() -> None:
    """Of all places at once: nobody else may look past the policy meanwhile."""
    op.execute("CREATE POLICY counting ON alerts.tallies FOR SELECT TO alerts_owner USING (true)")
    op.execute(MOVED.format(cell=CELL, moves="SELECT * FROM alerts.tallies"))
    op.execute("DROP POLICY counting ON alerts.tallies")


def _keep(how: str, moved: str) -> None:
    """With the rights, and in the place, of whoever changes the days."""
    some = "lost" if how == "delete" else "gained"
    op.execute(
        f"CREATE FUNCTION alerts.months_{how}() RETURNS trigger LANGUAGE plpgsql "
        "SET search_path = pg_catalog, pg_temp AS "
        f"$$BEGIN IF EXISTS (SELECT FROM {some}) THEN {moved}; END IF; RETURN NULL; END$$"
    )
    op.execute(
        f"CREATE TRIGGER months_{how} AFTER {how.upper()} ON alerts.tallies "
        f"REFERENCING {TRANSITIONS[how]} FOR EACH STATEMENT EXECUTE FUNCTION alerts.months_{how}()"
    )
