import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from storage.database import Database
from storage.session_tables import sessions
from storage.sessions import Sessions
from storage.users import User, Users


async def test_a_place_keeps_its_session(database: Database, user: User, watch: Any) -> None:
    store = Sessions(database, watch)
    session = await store.at("telegram:17", user.id)
    assert (session.user_id, session.title, session.mode, session.model) == (user.id, "", "auto", None)
    assert session.created_at == session.updated_at == watch()
    watch.pass_by(hours=1)
    assert await store.at("telegram:17", user.id) == session
    assert await store.get(session.id) == session


async def test_each_person_in_a_shared_place_has_their_own(database: Database, user: User) -> None:
    other = await Users(database).resolve("telegram", "18", "Bob", "en")
    store = Sessions(database)
    mine = await store.at("telegram:-5", user.id, public=True)
    theirs = await store.at("telegram:-5", other.id)
    assert mine.id != theirs.id
    assert (mine.public, theirs.public) == (True, False)


async def test_a_started_session_takes_the_place_of_the_old_one(database: Database, user: User) -> None:
    store = Sessions(database)
    old = await store.at("telegram:17", user.id)
    new = await store.start("telegram:17", user.id, public=True)
    assert new.id != old.id
    assert await store.at("telegram:17", user.id) == new
    assert await store.get(old.id) == old
    assert await store.start("discord:1", user.id) == await store.at("discord:1", user.id)


async def test_first_messages_that_come_at_once_share_a_session(database_url: str) -> None:
    machines = [Database.open(database_url) for _ in range(4)]
    user = await Users(machines[0]).resolve("telegram", "17", "Ada", "en")
    found = await asyncio.gather(
        *(Sessions(machine).at("telegram:17", user.id) for machine in machines for _ in range(5))
    )
    assert len({session.id for session in found}) == 1
    count = select(func.count()).select_from(sessions)
    assert await machines[0].read(lambda connection: connection.execute(count).scalar_one()) == 1
    for machine in machines:
        await machine.close()


async def test_a_session_changes_and_says_when(database: Database, user: User, watch: Any) -> None:
    store = Sessions(database, watch)
    session = await store.at("telegram:17", user.id)
    now = watch.pass_by(hours=1)
    changed = await store.change(
        session.id, title="Anniversary", mode="chat", model="gpt-5", system_message="Be brief.", public=True
    )
    assert changed == replace(
        session,
        title="Anniversary",
        mode="chat",
        model="gpt-5",
        system_message="Be brief.",
        public=True,
        updated_at=now,
    )
    assert await store.get(session.id) == changed
    assert (await store.change(session.id, model=None, warned=True)).warned
    with pytest.raises(LookupError):
        await store.change("nothing", title="Anything")


async def test_an_unknown_session_is_none(database: Database) -> None:
    assert await Sessions(database).get("nothing") is None
