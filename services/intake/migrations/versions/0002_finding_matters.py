"""Matters are found by their words, and whoever looks for a person leaves a trace."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import rights

revision = "0002"
down_revision = "0001"

MATTERS_WITH = f"""
    CREATE FUNCTION intake.matters_with(asked integer[])
    RETURNS TABLE (matter_id uuid, received date)
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 1000
    SET search_path = pg_catalog, pg_temp
    AS $$
        SELECT w.matter_id, w.received FROM intake.words w
        WHERE w.{rights.HERE} AND w.pairs @> asked AND cardinality(asked) > 0
    $$"""  # noqa: S608 - a condition of our own
TO_INDEX = """
    INSERT INTO intake.indexing (jurisdiction, after)
    SELECT DISTINCT jurisdiction, uuid '00000000-0000-0000-0000-000000000000'
    FROM intake.matters"""


def upgrade() -> None:
    op.create_table(
        "words",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("matter_id", sa.Uuid(), nullable=False),
        sa.Column("received", sa.Date(), nullable=False),
        sa.Column("pairs", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "matter_id", name="pk_words"),
        schema="intake",
    )
    op.create_index(
        "ix_words_newest",
        "words",
        ["jurisdiction", "received", "matter_id"],
        unique=False,
        schema="intake",
    )
    op.create_index(
        "ix_words_pairs", "words", ["pairs"], unique=False, schema="intake", postgresql_using="gin"
    )
    op.create_table(
        "indexing",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("after", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", name="pk_indexing"),
        schema="intake",
    )
    op.create_table(
        "lookups",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("state", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("organ", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "id", name="pk_lookups"),
        schema="intake",
    )
    op.create_table(
        "lookups_found",
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("lookup_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("jurisdiction", "party_id", "lookup_id", name="pk_lookups_found"),
        schema="intake",
    )
    op.create_index(
        "ix_matters_newest_of_division",
        "matters",
        ["jurisdiction", "division", "received", "id"],
        unique=False,
        schema="intake",
    )
    rights.grant("intake", "words", "SELECT, INSERT, UPDATE, DELETE")
    rights.grant("intake", "indexing", "SELECT, UPDATE, DELETE")
    rights.grant("intake", "lookups")
    rights.append_only("intake", "lookups_found")
    for table in ("words", "lookups", "lookups_found"):
        rights.in_its_jurisdiction("intake", table)
    _let_the_index_be_asked()
    _index_what_is_there()


def _let_the_index_be_asked() -> None:
    """Only the owner passes by the policy, nobody signs in as the owner, and what it does there
    is written here."""
    op.execute("CREATE POLICY searching ON intake.words FOR SELECT TO intake_owner USING (true)")
    op.execute(MATTERS_WITH)
    rights.for_itself_only("intake", "matters_with")


def _index_what_is_there() -> None:
    """In the background, once the platform is open: the hashes need its keys."""
    op.execute("CREATE POLICY counting ON intake.matters FOR SELECT TO intake_owner USING (true)")
    op.execute(TO_INDEX)
    op.execute("DROP POLICY counting ON intake.matters")
