"""The versions of a schema, by Alembic: how it comes to the newest, and what has no version yet."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from chassis.migrations.migrate import Schema

HERE = Path(__file__).parent


def revisions(schema: Schema) -> frozenset[str]:
    """The versions from which this code goes on."""
    history = ScriptDirectory.from_config(_places(schema))
    return frozenset(version.revision for version in history.walk_revisions())


def upgrade(connection: Connection, schema: Schema) -> None:
    command.upgrade(_config(connection, schema), "head")


def differences(connection: Connection, schema: Schema) -> list[object]:
    """What the code's tables and the migrated ones disagree about."""

    def ours(name: str | None, kind: str, _: object) -> bool:
        return kind != "schema" or name == schema.service

    options = {
        "include_schemas": True,
        "include_name": ours,
        "version_table_schema": schema.service,
    }
    context = MigrationContext.configure(connection, opts=options)
    return list(compare_metadata(context, schema.metadata))


def new_version(connection: Connection, schema: Schema, message: str, *, number: str) -> None:
    """Write the next version file from what the code's tables have and the database lacks."""
    command.revision(_config(connection, schema), message, autogenerate=True, rev_id=number)


def _config(connection: Connection, schema: Schema) -> Config:
    config = _places(schema)
    config.attributes.update(
        connection=connection, service=schema.service, metadata=schema.metadata
    )
    return config


def _places(schema: Schema) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("version_locations", str(schema.versions))
    config.set_main_option("path_separator", "newline")
    return config
