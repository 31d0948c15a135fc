"""What LangGraph remembers of a session, on PostgreSQL."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool

from storage.checkpointer import Checkpointer

_LOCK = 7_402_118_936


class PostgresCheckpointer(AsyncPostgresSaver, Checkpointer):
    """LangGraph's own saver. It does one thing at a time, so its pool has one connection, which it renews."""

    async def prune_thread(self, thread_id: str) -> None:
        await self.aprune([thread_id])


@asynccontextmanager
async def open_postgres(dsn: str) -> AsyncGenerator[Checkpointer]:
    await _make_tables(dsn)
    pool = AsyncConnectionPool[AsyncConnection[DictRow]](
        dsn,
        kwargs={"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row},
        min_size=1,
        max_size=1,
        open=False,
    )
    async with pool:
        yield PostgresCheckpointer(pool)


async def _make_tables(dsn: str) -> None:
    """One machine at a time; none waits inside the database, or the making of indexes would wait for it."""
    connection = await AsyncConnection[DictRow].connect(
        dsn, autocommit=True, prepare_threshold=0, row_factory=dict_row
    )
    async with connection:
        while True:
            locked = await connection.execute("SELECT pg_try_advisory_lock(%s) AS mine", (_LOCK,))
            row = await locked.fetchone()
            if row is not None and row["mine"]:
                break
            await asyncio.sleep(0.1)
        await AsyncPostgresSaver(connection).setup()
