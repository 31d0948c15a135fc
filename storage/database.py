"""Transactions on SQLite or PostgreSQL."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Literal, Protocol, Self, TypeVar

from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import create_async_engine

from storage import address, sqlite
from storage.columns import metadata
from storage.group_commit import GroupCommit

__all__ = ["Database", "metadata"]

T = TypeVar("T")

READERS = 4
CONNECTIONS = 16
CONNECTION_SECONDS = 60.0
DEADLOCKS = 5
"""How often a transaction that PostgreSQL undid for a deadlock is tried again."""
DEADLOCK_DETECTED = "40P01"


class _Deadlock(Exception):
    """The transaction was undone, and may be tried again."""


class _Backend(Protocol):
    async def write(self, work: Callable[[Connection], T]) -> T: ...

    async def read(self, work: Callable[[Connection], T]) -> T: ...

    async def close(self) -> None: ...


class Database:
    """Connections are made at first use. `url` is what `open` was given, password included: don't log it.

    Work on a connection is a plain function: on SQLite it runs whole on a thread, on PostgreSQL SQLAlchemy
    turns each statement into an await.
    """

    def __init__(self, url: str, dialect: Literal["sqlite", "postgresql"], backend: _Backend) -> None:
        self.url = url
        self.dialect: Literal["sqlite", "postgresql"] = dialect
        self._backend = backend

    @classmethod
    def open(cls, url: str) -> Self:
        """`url` as people write it, e.g. sqlite:///data/concierge.db. Raises `address.BadAddress`."""
        parsed = address.parse(url)
        if parsed.drivername == "sqlite":
            return cls(url, "sqlite", _Sqlite(parsed))
        return cls(url, "postgresql", _PostgreSQL(parsed))

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Runs `work` in a transaction and returns its result once that is durable; an exception undoes it.

        `work` does nothing but SQL, quickly, as others wait for it on SQLite.
        """
        return await self._backend.write(work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Runs `work`, which only reads; each statement sees what was committed before it."""
        return await self._backend.read(work)

    async def ping(self) -> None:
        """Raises when the database can't be written to; waits while it is locked, so give it a time limit."""
        await self.write(lambda tx: tx.execute(text("SELECT 1")).one())

    async def close(self) -> None:
        """Finishes what is being committed and closes every connection."""
        await self._backend.close()


class _Sqlite:
    def __init__(self, url: URL) -> None:
        self._sqlalchemy = sqlite.engine(url, pool_size=READERS + 1)
        self._group_commit = GroupCommit(self._sqlalchemy)
        self._readers = ThreadPoolExecutor(max_workers=READERS, thread_name_prefix="sqlite-reader")

    async def write(self, work: Callable[[Connection], T]) -> T:
        return await self._group_commit.run(work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    def _read(self, work: Callable[[Connection], T]) -> T:
        with self._sqlalchemy.connect() as connection:
            return work(connection)

    async def close(self) -> None:
        await self._group_commit.close()
        self._readers.shutdown()
        self._sqlalchemy.dispose()


class _PostgreSQL:
    def __init__(self, url: URL) -> None:
        self._writing = create_async_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_timeout=CONNECTION_SECONDS,
            pool_pre_ping=True,
            skip_autocommit_rollback=True,
        )
        self._reading = self._writing.execution_options(isolation_level="AUTOCOMMIT")

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Two transactions that wait for each other are undone, one of them, and that one is begun anew."""
        for _again in range(DEADLOCKS):
            with suppress(_Deadlock):
                return await self._write(work)
        return await self._write(work)

    async def _write(self, work: Callable[[Connection], T]) -> T:
        try:
            async with self._writing.begin() as connection:
                return await connection.run_sync(work)
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) == DEADLOCK_DETECTED:
                raise _Deadlock from error
            raise

    async def read(self, work: Callable[[Connection], T]) -> T:
        async with self._reading.connect() as connection:
            return await connection.run_sync(work)

    async def close(self) -> None:
        await self._writing.dispose()
