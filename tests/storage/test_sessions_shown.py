"""Who sees which session where, in which order, and what becomes of one that is removed."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text

from storage import usage
from storage.budgets import Budgets, Charge
from storage.database import Database
from storage.inbox import Inbox
from storage.session_stats import SessionStats
from storage.sessions import REMOVED_AT_ONCE, Session, Sessions
from storage.settlement import Settled, Settlements
from storage.transcript import Transcript
from storage.usage import Usage, UsageLog
from storage.users import User, Users
from storage.visits import Visits

HOME, GROUP, OTHER_GROUP, THEIR_HOME = "telegram:17", "telegram:-5", "telegram:-6", "telegram:18"


@pytest.fixture
async def other(database: Database) -> User:
    return await Users(database).resolve("telegram", "18", "Bob", "en")


async def speak(database: Database, session: Session, now: Any, update: str = "1", text: str = "hi") -> int:
    turn = await Inbox(database).accept("telegram", f"{session.id} {update}", HOME, "{}")
    assert turn is not None
    call = Usage(turn, session.id, session.user_id, "gpt-5", 5, 2, False)
    await Settlements(database).settle(
        Settled(turn, session.id, text, "hello", "{}", (call,), now, session.user_id, 9)
    )
    return turn


async def listed(
    store: Sessions, user: User, place: str | None = None, with_public: bool = False
) -> list[str]:
    page = await store.page(user.id, place=place, with_public=with_public, offset=0, limit=50)
    assert page.total == len(page.sessions)
    return [session.id for session in page.sessions]


async def test_sessions_are_listed_the_last_spoken_in_first_page_by_page(
    database: Database, user: User, watch: Any
) -> None:
    store = Sessions(database, watch)
    made = []
    for _ in range(5):
        watch.pass_by(minutes=1)
        made.append(await store.start(HOME, user.id))
    await speak(database, made[1], watch.pass_by(minutes=1))
    expected = [made[number].id for number in (1, 4, 3, 2, 0)]
    assert await listed(store, user) == expected
    paged = []
    for offset in (0, 2, 4):
        page = await store.page(user.id, place=None, with_public=False, offset=offset, limit=2)
        assert page.total == 5
        paged += [session.id for session in page.sessions]
    assert paged == expected
    spoken = await store.get(made[1].id)
    assert spoken is not None
    assert (spoken.spoken_at, spoken.updated_at) == (watch(), made[1].updated_at)


async def test_sessions_of_the_same_moment_keep_an_order(database: Database, user: User, watch: Any) -> None:
    store = Sessions(database, watch)
    made = {(await store.start(HOME, user.id)).id for _ in range(6)}
    pages = [
        (await store.page(user.id, place=None, with_public=False, offset=at, limit=1)).sessions[0].id
        for at in range(6)
    ]
    assert set(pages) == made


async def test_others_see_what_is_public_where_they_are_or_have_been(
    database: Database, user: User, other: User
) -> None:
    store = Sessions(database)
    session = await store.start(GROUP, user.id, public=True)
    assert await store.may_see(user.id, session, THEIR_HOME)
    assert await store.may_see(other.id, session, GROUP)
    assert not await store.may_see(other.id, session, THEIR_HOME)
    assert await listed(store, other, with_public=True) == []
    theirs = await store.at(GROUP, other.id)
    assert await store.may_see(other.id, session, THEIR_HOME)
    assert set(await listed(store, other, with_public=True)) == {session.id, theirs.id}
    assert await listed(store, other) == [theirs.id]
    assert await listed(store, other, GROUP) == [session.id]
    assert await listed(store, other, OTHER_GROUP) == []
    await store.change(session.id, public=False)
    assert not await store.may_see(other.id, session, GROUP), "as it is now, not as it was read"
    assert await listed(store, other, with_public=True) == [theirs.id]
    assert await listed(store, user, GROUP) == []
    assert await listed(store, user) == [session.id]


async def test_a_private_session_is_nobody_else_s_wherever_it_is_used(
    database: Database, user: User, other: User
) -> None:
    store = Sessions(database)
    session = await store.start(HOME, user.id)
    await store.open(GROUP, user.id, session.id)
    assert await store.open(GROUP, other.id, session.id) is None
    assert not await store.may_see(other.id, session, GROUP)
    assert await listed(store, user, GROUP) == []
    made_public = await store.change(session.id, public=True)
    assert not await store.may_see(other.id, made_public, GROUP), "it was not shared there"
    await store.share(session.id, GROUP)
    assert await store.may_see(other.id, made_public, GROUP)


async def test_a_session_is_opened_elsewhere_and_shared_by_its_creator_alone(
    database: Database, user: User, other: User
) -> None:
    store = Sessions(database)
    session = await store.start(GROUP, user.id, public=True)
    before = await store.at(THEIR_HOME, other.id)
    assert await store.open(THEIR_HOME, other.id, session.id) is None
    assert await store.at(THEIR_HOME, other.id) == before
    assert await store.open(GROUP, other.id, session.id) == session
    assert await store.open(OTHER_GROUP, other.id, session.id) == session
    assert await store.at(OTHER_GROUP, other.id) == session
    assert await listed(store, other, OTHER_GROUP) == []
    assert await store.open(OTHER_GROUP, user.id, session.id) == session
    assert await listed(store, other, OTHER_GROUP) == [session.id]
    assert await store.open(GROUP, user.id, "nothing") is None


async def test_whoever_has_a_session_open_that_is_made_private_is_put_out(
    database: Database, user: User, other: User
) -> None:
    store, visits = Sessions(database), Visits(database)
    session = await store.start(GROUP, user.id, public=True)
    await store.open(GROUP, other.id, session.id)
    assert await visits.find("telegram", "18", GROUP) == (other, session)
    await store.change(session.id, public=False)
    assert await visits.find("telegram", "18", GROUP) is None
    assert await visits.find("telegram", "17", GROUP) is not None
    instead = await store.at(GROUP, other.id, public=True)
    assert (instead.id != session.id, instead.user_id) == (True, other.id)
    assert await visits.find("telegram", "18", GROUP) == (other, instead)


async def test_a_new_session_has_what_was_chosen_for_it(database: Database, user: User) -> None:
    store = Sessions(database)
    session = await store.start(HOME, user.id, model="gpt-5", system_message="Be brief.", mode="chat")
    assert (session.model, session.system_message, session.mode) == ("gpt-5", "Be brief.", "chat")
    assert await store.get(session.id) == session == await store.at(HOME, user.id)


async def test_a_removed_session_is_gone_everywhere_but_from_the_books(
    database: Database, user: User, other: User, watch: Any
) -> None:
    store = Sessions(database, watch)
    session = await store.start(GROUP, user.id, public=True, system_message="Secret")
    await store.open(HOME, user.id, session.id)
    await store.open(GROUP, other.id, session.id)
    turn = await speak(database, session, watch())
    await store.remove(session.id)
    await store.remove(session.id)
    assert await store.get(session.id) is None
    assert await store.of_turn(turn) is None
    assert await Transcript(database).all(session.id) == []
    assert not await store.may_see(user.id, session, HOME)
    assert await listed(store, user) == await listed(store, other, GROUP) == []
    assert await Visits(database).find("telegram", "17", HOME) is None
    assert (await store.at(HOME, user.id)).id != session.id != (await store.at(GROUP, other.id)).id
    assert len(await UsageLog(database).of_session(session.id)) == 1
    kept = text("SELECT title, system_message FROM sessions WHERE id = :id")
    row = await database.read(lambda connection: connection.execute(kept, {"id": session.id}).one())
    assert tuple(row) == ("", "")
    with pytest.raises(LookupError):
        await store.change(session.id, title="Back again")


async def test_what_is_said_while_a_session_is_removed_is_not_kept(
    database: Database, user: User, watch: Any
) -> None:
    store = Sessions(database, watch)
    session = await store.at(HOME, user.id)
    await store.remove(session.id)
    turn = await speak(database, session, watch(), text="needle")
    assert await Transcript(database).all(session.id) == []
    assert await Transcript(database).search(user.id, "needle", place=None, limit=5, offset=0) == []
    row = await Inbox(database).get(turn)
    assert row is not None
    assert row.state == "answered"
    assert (await store.stats(session.id)).input_tokens == 5


async def test_removing_while_turns_end_leaves_no_line_behind(database: Database, user: User) -> None:
    store = Sessions(database)
    for _ in range(5):
        session = await store.start(HOME, user.id)
        speaking = [speak(database, session, session.created_at, str(number)) for number in range(10)]
        await asyncio.gather(*speaking[:5], store.remove(session.id), *speaking[5:])
        assert await Transcript(database).all(session.id) == []


async def test_all_of_a_person_s_sessions_are_removed_and_nobody_else_s(
    database: Database, user: User, other: User
) -> None:
    store = Sessions(database)
    mine = [await store.start(HOME, user.id) for _ in range(2 * REMOVED_AT_ONCE + 1)]
    theirs = await store.start(THEIR_HOME, other.id)
    assert sorted(await store.remove_all(user.id)) == sorted(session.id for session in mine)
    assert await store.remove_all(user.id) == []
    assert await listed(store, user) == []
    assert await listed(store, other) == [theirs.id]


async def test_those_who_write_at_once_after_a_removal_share_a_session(database_url: str) -> None:
    machines = [Database.open(database_url) for _ in range(4)]
    user = await Users(machines[0]).resolve("telegram", "17", "Ada", "en")
    store = Sessions(machines[0])
    for _ in range(5):
        await store.remove((await store.at(HOME, user.id)).id)
        found = await asyncio.gather(
            *(Sessions(machine).at(HOME, user.id) for machine in machines for _ in range(5))
        )
        assert len({session.id for session in found}) == 1
        assert await listed(store, user) == [found[0].id]
    for machine in machines:
        await machine.close()


async def test_the_session_of_a_turn_is_known_of_commands_too_and_after_the_inbox_forgot(
    database: Database, user: User, watch: Any
) -> None:
    store, inbox = Sessions(database, watch), Inbox(database, watch)
    session = await store.at(HOME, user.id)
    spoken = await speak(database, session, watch())
    command = await inbox.accept("telegram", "command", HOME, "{}")
    assert command is not None
    await Settlements(database).settle(Settled(command, session.id, "", "", "{}", (), watch()))
    for turn in (spoken, command):
        found = await store.of_turn(turn)
        assert found is not None
        assert found.id == session.id
        await inbox.done(turn)
    assert await store.of_turn(999) is None
    await inbox.prune(watch.pass_by(days=8))
    assert await store.of_turn(spoken) is not None
    assert await store.of_turn(command) is None


async def test_a_command_is_nothing_that_was_said(database: Database, user: User, watch: Any) -> None:
    store = Sessions(database, watch)
    session = await store.at(HOME, user.id)
    turn = await Inbox(database).accept("telegram", "1", HOME, "{}")
    assert turn is not None
    await Settlements(database).settle(
        Settled(turn, session.id, "", "", "{}", (), watch.pass_by(hours=1), user.id)
    )
    assert await store.get(session.id) == session


async def test_what_a_session_used_is_counted_by_model(database: Database, user: User, watch: Any) -> None:
    store = Sessions(database, watch)
    session = await store.at(HOME, user.id)
    assert await store.stats(session.id) == SessionStats(0, 0, 0, False, 0, {})
    await speak(database, session, watch(), "1")
    await speak(database, session, watch(), "2")
    before = await store.stats(session.id)
    assert before == SessionStats(4, 10, 4, False, 5, {"gpt-5": (10, 4)})
    local = Usage(77, session.id, user.id, "local", 900, 30, True)
    await database.write(lambda tx: usage.record(tx, [local], watch()))
    after = await store.stats(session.id)
    assert after == SessionStats(4, 910, 34, True, 900, {"gpt-5": (10, 4), "local": (900, 30)})


async def test_what_listening_and_speaking_cost_is_the_sessions(
    database: Database, user: User, watch: Any
) -> None:
    store, settlements = Sessions(database, watch), Settlements(database)
    session = await store.at(HOME, user.id)
    turn = await Inbox(database).accept("telegram", "1", HOME, "{}")
    assert turn is not None
    day = watch().date()
    await settlements.understood(turn, "{}", Charge(turn, "hearing", user.id, day, 600))
    await Budgets(database).charge(Charge(turn, "speech", user.id, day, 30))
    assert (await store.stats(session.id)).voiced_micros == 0
    said = Settled(turn, session.id, "hi", "hello", "{}", (), watch.pass_by(hours=1), user.id, voiced=True)
    await settlements.settle(said)
    assert (await store.stats(session.id)).voiced_micros == 630
    assert (await Budgets(database).spent(user.id, day)).micros == 630
