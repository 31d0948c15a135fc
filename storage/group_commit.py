"""Transactions on SQLite, on one thread; those that wait together share one commit."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar, cast

from sqlalchemy import Connection, Engine

T = TypeVar("T")

TOGETHER = 32
"""How many transactions share a commit at most, so that the first of them isn't kept waiting."""


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[Connection], object]
    outcome: asyncio.Future[object]


@dataclass(frozen=True, slots=True)
class _Failure:
    error: BaseException


class GroupCommit:
    """The only writer of a SQLite file in this process.

    A hop to a thread costs half a commit, so a transaction takes one hop and not one for each statement.
    Writers queue here, in order, and not in SQLite, whose waiting is not fair.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sqlite-writer")
        self._connection: Connection | None = None
        self._jobs: list[_Job] = []
        self._committing: asyncio.Future[list[object]] | None = None

    async def run(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns, once what it wrote is on the disk; an exception of its own undoes it alone.

        Cancelling the caller doesn't stop the work.
        """
        outcome: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._jobs.append(_Job(work, outcome))
        if self._committing is None:
            self._begin()
        return cast(T, await outcome)

    async def close(self) -> None:
        """Commits what is waiting and closes the connection."""
        while self._committing is not None:
            await asyncio.wait([self._committing])
        await asyncio.get_running_loop().run_in_executor(self._thread, self._disconnect)
        self._thread.shutdown()

    def _begin(self) -> None:
        jobs, self._jobs = self._jobs[:TOGETHER], self._jobs[TOGETHER:]
        loop = asyncio.get_running_loop()
        self._committing = loop.run_in_executor(self._thread, self._write, jobs)
        self._committing.add_done_callback(lambda committing: self._finish(jobs, committing))

    def _finish(self, jobs: Sequence[_Job], committing: asyncio.Future[list[object]]) -> None:
        self._committing = None
        if self._jobs:
            self._begin()
        error = committing.exception()
        outcomes = [_Failure(error)] * len(jobs) if error else committing.result()
        for job, outcome in zip(jobs, outcomes, strict=True):
            if job.outcome.done():
                continue
            if isinstance(outcome, _Failure):
                job.outcome.set_exception(outcome.error)
            else:
                job.outcome.set_result(outcome)

    def _write(self, jobs: Sequence[_Job]) -> list[object]:
        connection = self._connect()
        sqlite = cast(sqlite3.Connection, connection.connection.driver_connection)
        sqlite.execute("BEGIN IMMEDIATE")
        try:
            outcomes = [_run(connection, sqlite, job) for job in jobs]
            sqlite.execute("COMMIT")
        except BaseException:
            connection.invalidate()
            self._disconnect()
            raise
        return outcomes

    def _connect(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _run(connection: Connection, sqlite: sqlite3.Connection, job: _Job) -> object:
    """Work that fails is undone alone; all fail when SQLite has given up the transaction (a full disk)."""
    sqlite.execute("SAVEPOINT job")
    try:
        outcome = job.work(connection)
    except Exception as error:
        if not sqlite.in_transaction:
            raise
        sqlite.execute("ROLLBACK TO job")
        outcome = _Failure(error)
    sqlite.execute("RELEASE job")
    return outcome
