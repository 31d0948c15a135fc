"""What LangGraph remembers of a session: on SQLite in a file of its own beside the database."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from storage import address
from storage.checkpointer import Checkpointer


@asynccontextmanager
async def open_checkpointer(url: str) -> AsyncGenerator[Checkpointer]:
    """The saver that goes with the database at `url`; its tables are made where they are missing.

    Every commit is on the disk before a graph goes on. Raises `address.BadAddress`.
    """
    parsed = address.parse(url)
    if parsed.drivername == "sqlite":
        from storage.checkpoints_sqlite import open_sqlite

        opening = open_sqlite(address.sqlite_path(parsed).with_name("checkpoints.db"))
    else:
        from storage.checkpoints_postgres import open_postgres

        opening = open_postgres(address.postgres_dsn(parsed))
    async with opening as checkpointer:
        yield checkpointer
