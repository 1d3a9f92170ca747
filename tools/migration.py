"""Write the next version of a service's schema: what its tables have and its history lacks."""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.ext.asyncio import create_async_engine

from chassis.migrations.history import new_version
from launch.assembly import SCHEMAS, migrate
from launch.database import create_database
from launch.embedded import embedded


async def write(admin: str, service: str, message: str) -> None:
    schema = next(schema for schema in SCHEMAS if schema.service == service)
    number = f"{len(list(schema.versions.glob('[0-9]*.py'))) + 1:04}"
    engine = create_async_engine(admin.replace("postgresql:", "postgresql+asyncpg:"))
    async with engine.begin() as connection:
        await connection.run_sync(new_version, schema, message, number=number)
    await engine.dispose()


def main(service: str, message: str) -> None:
    with TemporaryDirectory() as folder, embedded(Path(folder)) as house:

        async def writing() -> None:
            await create_database(house.engines.admin)
            await migrate(house.engines)
            await write(house.engines.admin, service, message)

        asyncio.run(writing())


if __name__ == "__main__":
    main(*sys.argv[1:])
