"""Alembic's entry: the connection, the schema and its metadata come as attributes."""

from alembic import context

service = context.config.attributes["service"]
connection = context.config.attributes["connection"]


def ours(name: str | None, kind: str, _: object) -> bool:
    return kind != "schema" or name == service


context.configure(
    connection=connection,
    target_metadata=context.config.attributes["metadata"],
    version_table_schema=service,
    include_schemas=True,
    include_name=ours,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
