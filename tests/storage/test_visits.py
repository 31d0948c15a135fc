from storage.database import Database
from storage.sessions import Sessions
from storage.users import Users
from storage.visits import Visits


async def test_whoever_was_here_before_is_found_with_their_open_session(database: Database) -> None:
    user = await Users(database).resolve("telegram", "7", "Ann", "ru", time_zone="Europe/Berlin")
    await Sessions(database).at("telegram:7", user.id)
    session = await Sessions(database).start("telegram:7", user.id, public=True)
    assert await Visits(database).find("telegram", "7", "telegram:7") == (user, session)


async def test_a_newcomer_and_somebody_at_a_new_place_are_not(database: Database) -> None:
    user = await Users(database).resolve("telegram", "7", "Ann", "en")
    await Sessions(database).at("telegram:7", user.id)
    visits = Visits(database)
    assert await visits.find("telegram", "8", "telegram:7") is None
    assert await visits.find("discord", "7", "telegram:7") is None
    assert await visits.find("telegram", "7", "telegram:-100") is None
