import asyncio
import sqlite3
from collections.abc import Callable
from typing import NoReturn

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError, OperationalError

from storage.database import Database


def insert(operation: str) -> Callable[[Connection], None]:
    def work(tx: Connection) -> None:
        tx.execute(
            text("INSERT INTO operations VALUES (:id, 'test', '{}', '2026-11-21 09:30')"),
            {"id": operation},
        )

    return work


def stored(connection: Connection) -> list[str]:
    return list(connection.execute(text("SELECT id FROM operations ORDER BY id")).scalars())


async def test_what_was_written_is_there_for_everyone_when_write_returns(database: Database) -> None:
    other = Database.open(database.url)
    await database.write(insert("a"))
    assert await other.read(stored) == ["a"]
    await other.close()


async def test_an_exception_undoes_the_transaction(database: Database) -> None:
    def fail(tx: Connection) -> NoReturn:
        insert("a")(tx)
        raise LookupError

    with pytest.raises(LookupError):
        await database.write(fail)
    assert await database.read(stored) == []
    await database.write(insert("b"))
    assert await database.read(stored) == ["b"]


async def test_of_many_at_once_only_the_one_that_fails_is_undone(database: Database) -> None:
    def twice(tx: Connection) -> None:
        insert("07x")(tx)
        insert("07x")(tx)

    works = [insert(f"{number:02}") for number in range(50)]
    outcomes = await asyncio.gather(
        *(database.write(work) for work in [*works[:7], twice, *works[7:]]), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes if outcome is not None] == [IntegrityError]
    assert await database.read(stored) == [f"{number:02}" for number in range(50)]


async def test_a_cancelled_writer_does_not_hold_up_the_next(database: Database) -> None:
    writers = [asyncio.create_task(database.write(insert(f"{number:02}"))) for number in range(20)]
    await asyncio.sleep(0)
    for writer in writers[::2]:
        writer.cancel()
    await asyncio.gather(*writers, return_exceptions=True)
    await database.write(insert("after"))
    found = await database.read(stored)
    assert set(found) >= {"after", *(f"{number:02}" for number in range(1, 20, 2))}


async def test_close_finishes_what_is_being_written(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    writers = [asyncio.create_task(database.write(insert(f"{number:03}"))) for number in range(200)]
    await asyncio.sleep(0)
    await database.close()
    await asyncio.gather(*writers)
    again = Database.open(sqlite_url)
    assert len(await again.read(stored)) == 200
    await again.close()


async def test_a_writer_waits_for_another_program_that_holds_the_file(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(database.write(insert("a")))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    assert await database.read(stored) == []
    other.execute("COMMIT")
    other.close()
    await waiting
    await database.close()


async def test_sqlite_commits_reach_the_disk_and_foreign_keys_are_checked(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    for pragma, value in {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}.items():
        ask = text(f"PRAGMA {pragma}")
        assert await database.write(lambda tx, ask=ask: tx.execute(ask).scalar_one()) == value
        assert await database.read(lambda connection, ask=ask: connection.execute(ask).scalar_one()) == value
    await database.close()


async def test_ping_answers(database: Database) -> None:
    await database.ping()


@pytest.mark.parametrize("url", ["postgresql://nobody@127.0.0.1:1/nothing", "sqlite:////nowhere/house.db"])
async def test_ping_raises_when_the_database_is_gone(url: str) -> None:
    database = Database.open(url)
    with pytest.raises(OperationalError):
        await database.ping()
    await database.close()


async def test_a_commit_that_fails_is_told_to_everyone_in_it_and_the_next_starts_afresh(
    sqlite_url: str,
) -> None:
    def orphan(tx: Connection) -> None:
        tx.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        tx.exec_driver_sql("INSERT INTO deliveries VALUES (99, 0, 'message')")

    database = Database.open(sqlite_url)
    for _ in range(8):
        works = [insert("first"), insert("beside"), orphan]
        outcomes = await asyncio.gather(*map(database.write, works), return_exceptions=True)
        assert [type(outcome) for outcome in outcomes[1:]] == [sqlite3.IntegrityError] * 2
    assert await database.read(stored) == ["first"]
    await database.write(insert("beside"))
    await database.close()


async def test_on_a_full_disk_only_what_was_stored_is_said_to_be(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    pages = text("PRAGMA page_count")
    full = await database.read(lambda connection: connection.execute(pages).scalar_one()) + 4
    await database.write(lambda tx: tx.exec_driver_sql(f"PRAGMA max_page_count={full}"))
    operations = [f"{number:02} " + "x" * 900 for number in range(60)]
    outcomes = await asyncio.gather(
        *(database.write(insert(operation)) for operation in operations), return_exceptions=True
    )
    said = [operation for operation, outcome in zip(operations, outcomes, strict=True) if outcome is None]
    assert 0 < len(said) < len(operations)
    assert await database.read(stored) == said
    await database.close()
