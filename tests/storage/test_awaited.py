from storage.awaited import Awaited
from storage.database import Database
from storage.sessions import Sessions
from storage.users import User, Users
from storage.visits import Visits

HERE = "telegram:17"


async def test_what_is_expected_is_taken_by_one_turn_which_may_ask_again(
    database: Database, user: User
) -> None:
    awaited = Awaited(database)
    assert await awaited.take(HERE, user.id, 1) is None
    await awaited.expect(HERE, user.id, "p:s:1:name")
    assert [await awaited.take(HERE, user.id, 2) for _ in range(3)] == ["p:s:1:name"] * 3
    assert await awaited.take(HERE, user.id, 3) is None


async def test_the_latest_expectation_holds_also_after_one_that_was_met(
    database: Database, user: User
) -> None:
    awaited = Awaited(database)
    await awaited.expect(HERE, user.id, "name")
    await awaited.expect(HERE, user.id, "system_msg")
    assert await awaited.take(HERE, user.id, 2) == "system_msg"
    await awaited.expect(HERE, user.id, "name")
    assert await awaited.take(HERE, user.id, 3) == "name"


async def test_nobody_fills_in_for_somebody_else_or_somewhere_else(database: Database, user: User) -> None:
    other = await Users(database).resolve("telegram", "18", "Bob", "en")
    awaited = Awaited(database)
    await awaited.expect(HERE, user.id, "name")
    assert await awaited.take(HERE, other.id, 1) is None
    assert await awaited.take("telegram:-5", user.id, 1) is None
    await awaited.forget("telegram:-5", user.id)
    await awaited.forget(HERE, other.id)
    assert await awaited.take(HERE, user.id, 1) == "name"


async def test_what_is_forgotten_is_not_expected(database: Database, user: User) -> None:
    awaited = Awaited(database)
    await awaited.expect(HERE, user.id, "name")
    await awaited.forget(HERE, user.id)
    assert await awaited.take(HERE, user.id, 1) is None


async def test_a_visit_says_whether_asking_is_worth_it(database: Database, user: User) -> None:
    await Sessions(database).at(HERE, user.id)
    awaited, visits = Awaited(database), Visits(database)

    async def asked() -> bool:
        visit = await visits.visit("telegram", "17", HERE)
        assert visit is not None
        return visit.awaited

    assert not await asked()
    await awaited.expect("telegram:-5", user.id, "name")
    assert not await asked()
    await awaited.expect(HERE, user.id, "name")
    assert await asked()
    await awaited.take(HERE, user.id, 2)
    assert await asked(), "the turn that took it may be replayed"
    await awaited.take(HERE, user.id, 3)
    assert not await asked()
