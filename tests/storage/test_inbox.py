import asyncio
import os
import signal
import sqlite3
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from storage import inbox
from storage.database import Database
from storage.inbox import Inbox, Turn
from storage.settlement import Settlements


async def accept(store: Inbox, update: str, platform: str = "telegram") -> int:
    turn = await store.accept(platform, update, "telegram:17", '{"text": "Привет"}')
    assert turn is not None
    return turn


async def the(store: Inbox, turn_id: int) -> Turn:
    turn = await store.get(turn_id)
    assert turn is not None
    return turn


async def test_an_accepted_update_waits(database: Database, watch: Any) -> None:
    store = Inbox(database, watch)
    turn_id = await accept(store, "1")
    turn = Turn(turn_id, "telegram", "1", "telegram:17", '{"text": "Привет"}', None, "waiting", 0, watch())
    assert await store.get(turn_id) == turn
    assert await store.find("telegram", "1") == turn
    assert await store.find("discord", "1") is None
    assert await store.get(turn_id + 1) is None


async def test_the_same_update_is_one_turn_however_often_it_comes(database_url: str) -> None:
    machines = [Database.open(database_url) for _ in range(3)]
    stores = [Inbox(machine) for machine in machines]
    accepted = await asyncio.gather(
        *(store.accept("telegram", "1", "telegram:17", "{}") for store in stores for _ in range(5))
    )
    assert len([turn for turn in accepted if turn is not None]) == 1
    assert await stores[0].accept("telegram", "1", "telegram:17", "{}") is None
    assert await stores[0].accept("discord", "1", "discord:17", "{}") is not None
    for machine in machines:
        await machine.close()


async def test_unfinished_turns_come_in_the_order_they_were_accepted(database: Database) -> None:
    store = Inbox(database)
    turns = [await accept(store, str(number)) for number in range(6)]
    elsewhere = await accept(store, "1", platform="discord")
    await store.done(turns[1])
    await store.failed(turns[2], "the person left")
    await database.write(lambda tx: inbox.answer(tx, turns[3], "{}"))

    async def ids(*platforms: str, **page: int) -> list[int]:
        return [turn.id for turn in await store.unfinished(platforms, **page)]

    assert await ids("telegram") == [turns[0], turns[3], turns[4], turns[5]]
    assert await ids("telegram", "discord", after=turns[3]) == [turns[4], turns[5], elsewhere]
    assert await ids("telegram", limit=2) == [turns[0], turns[3]]
    assert await ids() == []


async def test_a_turn_is_answered_once_and_then_done(database: Database) -> None:
    store = Inbox(database)
    turn = await accept(store, "1")
    assert await database.write(lambda tx: inbox.answer(tx, turn, "first"))
    assert not await database.write(lambda tx: inbox.answer(tx, turn, "second"))
    answered = await the(store, turn)
    assert (answered.state, answered.reply) == ("answered", "first")
    await store.done(turn)
    await store.failed(turn, "too late")
    assert (await the(store, turn)).state == "done"


async def test_a_failed_turn_stays_failed(database: Database) -> None:
    store = Inbox(database)
    turn = await accept(store, "1")
    await store.failed(turn, "the person left")
    await store.done(turn)
    assert not await database.write(lambda tx: inbox.answer(tx, turn, "late"))
    assert (await the(store, turn)).state == "failed"


async def test_attempts_are_counted(database: Database) -> None:
    store = Inbox(database)
    turn = await accept(store, "1")
    assert [await store.attempt(turn) for _ in range(3)] == [1, 2, 3]
    assert (await the(store, turn)).attempts == 3
    with pytest.raises(LookupError):
        await store.attempt(turn + 1)


async def test_only_old_finished_turns_are_forgotten_and_no_id_comes_back(
    database: Database, watch: Any
) -> None:
    store = Inbox(database, watch)
    waiting, done, failed = [await accept(store, str(number)) for number in range(3)]
    await store.done(done)
    await store.failed(failed, "the person left")
    later = watch.pass_by(days=8)
    recent = await accept(store, "recent")
    await store.done(recent)
    await store.prune(later - timedelta(days=7))
    found = [turn for turn in range(1, recent + 1) if await store.get(turn)]
    assert found == [waiting, recent]
    await store.prune(later + timedelta(days=1))
    assert await accept(store, "next") > recent


async def test_what_was_accepted_outlives_a_program_that_is_killed_the_moment_after(sqlite_url: str) -> None:
    script = Path(__file__).with_name("accept_and_die.py")
    program = await asyncio.create_subprocess_exec(sys.executable, script, sqlite_url, cwd=os.getcwd())
    assert await program.wait() == -signal.SIGKILL
    database = Database.open(sqlite_url)
    assert len(await Inbox(database).unfinished(["telegram"])) == 20
    await database.close()


async def test_updates_that_come_together_share_commits(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    store = Inbox(database)
    await accept(store, "first")
    frames = wal_frames(sqlite_url)
    await asyncio.gather(*(accept(store, str(number)) for number in range(20)))
    together = wal_frames(sqlite_url) - frames
    for number in range(20, 40):
        await accept(store, str(number))
    alone = wal_frames(sqlite_url) - frames - together
    assert together < alone / 3
    await database.close()


def wal_frames(url: str) -> int:
    """How many pages the log beside the file holds: a commit adds each page that it changed."""
    path = Path(url.removeprefix("sqlite:///"))
    with sqlite3.connect(path) as connection:
        page: int = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.close()
    return path.with_name(path.name + "-wal").stat().st_size // page


async def test_what_was_understood_is_kept_whatever_became_of_the_turn(database: Database) -> None:
    store = Inbox(database)
    waiting, over = await accept(store, "1"), await accept(store, "2")
    await store.done(over)
    for turn_id in (waiting, over):
        await Settlements(database).understood(turn_id, '{"heard": "Привет"}', None)
        assert (await the(store, turn_id)).payload == '{"heard": "Привет"}'
    assert [(await the(store, turn_id)).state for turn_id in (waiting, over)] == ["waiting", "done"]
