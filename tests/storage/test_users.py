import asyncio

from sqlalchemy import func, select

from storage.database import Database
from storage.users import User, Users, users


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
