import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, NoResultFound

from storage.database import Database
from storage.inbox import Inbox
from storage.sessions import Sessions
from storage.settlement import Settled, Settlements
from storage.usage import Usage
from storage.users import User, Users, UserTimes, users


async def test_an_account_is_one_person_from_its_first_message_on(database: Database) -> None:
    people = Users(database)
    first = await people.resolve("telegram", "17", "Ada", "ru", time_zone="Europe/Berlin")
    assert first == User(first.id, "user", "ru", "Europe/Berlin", "Ada")
    assert await people.resolve("telegram", "17", "Ada L.", "en") == first
    assert await people.get(first.id) == first


async def test_the_same_number_on_another_platform_is_someone_else(database: Database) -> None:
    people = Users(database)
    telegram = await people.resolve("telegram", "17", "Ada", "en")
    discord = await people.resolve("discord", "17", "Bob", "en")
    assert telegram.id != discord.id


async def test_someone_who_writes_many_messages_at_once_is_still_one_person(database_url: str) -> None:
    machines = [Database.open(database_url) for _ in range(4)]
    found = await asyncio.gather(
        *(Users(machine).resolve("telegram", "17", "Ada", "en") for machine in machines for _ in range(5))
    )
    assert len({user.id for user in found}) == 1
    count = select(func.count()).select_from(users)
    assert await machines[0].read(lambda connection: connection.execute(count).scalar_one()) == 1
    for machine in machines:
        await machine.close()


async def test_an_admin_named_in_the_settings_becomes_one_and_is_never_demoted_here(
    database: Database,
) -> None:
    people = Users(database)
    assert (await people.resolve("telegram", "17", "Ada", "en")).role == "user"
    assert (await people.resolve("telegram", "17", "Ada", "en", admin=True)).role == "admin"
    assert (await people.resolve("telegram", "17", "Ada", "en")).role == "admin"
    assert (await people.resolve("telegram", "18", "Bob", "en", admin=True)).role == "admin"


async def test_a_chosen_locale_outlives_what_the_client_says(database: Database) -> None:
    people = Users(database)
    user = await people.resolve("telegram", "17", "Ada", "en")
    await people.set_locale(user.id, "ru")
    assert (await people.resolve("telegram", "17", "Ada", "en")).locale == "ru"


async def test_nobody_has_an_unknown_id(database: Database) -> None:
    assert await Users(database).get(99) is None


async def test_a_newcomer_has_what_is_usual(database: Database) -> None:
    user = await Users(database).resolve("telegram", "17", "Ada", "en")
    assert user == User(user.id, "user", "en", "UTC", "Ada", "active", None, False, "", 500, None, "")


async def test_a_person_changes_what_is_theirs_and_no_other(database: Database, user: User) -> None:
    people = Users(database)
    other = await people.resolve("telegram", "18", "Bob", "en")
    wanted = replace(
        user,
        state="off",
        attach=False,
        show_public=True,
        system_message="Be brief.",
        max_tokens=90,
        model="gpt-5",
        budget="0.50usd",
        time_zone="Asia/Tokyo",
    )
    changed = await people.change(
        user.id,
        state="off",
        attach=False,
        show_public=True,
        system_message="Be brief.",
        max_tokens=90,
        model="gpt-5",
        budget="0.50usd",
        time_zone="Asia/Tokyo",
    )
    assert changed == wanted == await people.get(user.id)
    assert await people.get(other.id) == other
    back = await people.change(user.id, attach=None, model=None)
    assert (back.attach, back.model) == (None, None)


async def test_what_makes_no_sense_is_refused(database: Database, user: User) -> None:
    people = Users(database)
    with pytest.raises(IntegrityError):
        await people.change(user.id, max_tokens=0)
    with pytest.raises(IntegrityError):
        await people.change(user.id, state="gone")  # type: ignore[arg-type]  # what a wrong press could bring
    with pytest.raises(NoResultFound):
        await people.change(99, max_tokens=1)
    assert await people.get(user.id) == user


async def test_times_say_when_somebody_came_talked_and_changed_something(
    database: Database, watch: Any
) -> None:
    people, came = Users(database, watch), watch()
    user = await people.resolve("telegram", "17", "Ada", "en")
    other = await people.resolve("telegram", "18", "Bob", "en")
    assert await people.times(user.id) == UserTimes(came, came, came)
    changed = watch.pass_by(hours=1)
    await people.change(user.id, show_public=True)
    await people.set_locale(other.id, "ru")
    talked = watch.pass_by(hours=1)
    session = await Sessions(database, watch).start("telegram:-5", other.id, public=True)
    turn = await Inbox(database, watch).accept("telegram", "1", "telegram:-5", "{}")
    assert turn is not None
    call = Usage(turn, session.id, user.id, "gpt-5", 1, 1, False)
    await Settlements(database).settle(Settled(turn, session.id, "hi", "", "{}", (call,), talked, user.id))
    assert await people.times(user.id) == UserTimes(came, talked, changed)
    assert await people.times(other.id) == UserTimes(came, talked, came)
    with pytest.raises(NoResultFound):
        await people.times(99)


async def test_a_person_s_accounts_are_listed(database: Database, user: User) -> None:
    people = Users(database)
    assert await people.accounts_of(user.id) == [("telegram", "17")]
    assert await people.accounts_of(99) == []
