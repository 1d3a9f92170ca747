"""What a migration grants: the owner cannot log in, the login role owns nothing.

A login role that owned its tables would slip past row-level security.
"""

from alembic import op

from chassis.database import JURISDICTION, MACHINERY, READER

HERE = f"jurisdiction = current_setting('{JURISDICTION}', true)"
READ = f"current_setting('{READER}', true)"
OPENED = f"(readers IS NULL OR {READ} = '{MACHINERY}' OR {READ} = ANY (readers))"


def grant(service: str, table: str, rights: str = "SELECT, INSERT, UPDATE") -> None:
    op.execute(f"GRANT {rights} ON {service}.{table} TO {service}")


def append_only(service: str, table: str) -> None:
    grant(service, table, "SELECT, INSERT")


def in_its_jurisdiction(service: str, table: str) -> None:
    """A row is seen, and written, in its own jurisdiction only."""
    _force(service, table)
    op.execute(
        f"CREATE POLICY jurisdiction ON {service}.{table} USING ({HERE}) WITH CHECK ({HERE})"
    )


def sealed_for_its_readers(service: str, table: str) -> None:
    """As `in_its_jurisdiction`; a row with `readers` is seen by those organs and nobody else."""
    _force(service, table)
    op.execute(
        f"CREATE POLICY readers ON {service}.{table} "
        f"USING ({HERE} AND {OPENED}) WITH CHECK ({HERE})"
    )


def wake_the_relay(service: str) -> None:
    """A statement that adds to the outbox tells the relay, so that it need not poll."""
    op.execute(
        f"CREATE FUNCTION {service}.wake() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$BEGIN PERFORM pg_notify('outbox_{service}', ''); RETURN NULL; END$$"
    )
    op.execute(
        f"CREATE TRIGGER wake AFTER INSERT ON {service}.outbox "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {service}.wake()"
    )


def for_itself_only(service: str, function: str) -> None:
    """A function is everybody's until it is taken away."""
    op.execute(f"REVOKE ALL ON FUNCTION {service}.{function} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {service}.{function} TO {service}")


def machinery(service: str) -> None:
    """Rights of the tables that every service has: call once they are made."""
    append_only(service, "journal")
    in_its_jurisdiction(service, "journal")
    grant(service, "outbox", "SELECT, INSERT, UPDATE, DELETE")
    wake_the_relay(service)
    for table, rights in {
        "keys": "SELECT, INSERT, UPDATE",
        "answers": "SELECT, INSERT, DELETE",
        "inbox": "SELECT, INSERT, DELETE",
        "parked": "SELECT, INSERT, DELETE",
        "organs_known": "SELECT, INSERT, UPDATE, DELETE",
        "people_known": "SELECT, INSERT, UPDATE, DELETE",
    }.items():
        grant(service, table, rights)
        in_its_jurisdiction(service, table)


def _force(service: str, table: str) -> None:
    op.execute(f"ALTER TABLE {service}.{table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
