"""`onedoor migrate`: bring an existing database to the newest schema."""


def migrate() -> None:
    """Bring the database of ONEDOOR_DATABASE_URL to the newest schema."""
    import asyncio

    from launch import assembly
    from launch.commands.options import chosen
    from launch.database import create_database
    from launch.errors import DatabaseNotNamed

    engines = chosen().engines
    if not engines.database_url:
        raise DatabaseNotNamed

    async def migrating() -> None:
        await create_database(engines.admin)
        await assembly.migrate(engines)

    asyncio.run(migrating())
