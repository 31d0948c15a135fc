import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from storage.budgets import Budgets, Charge, Limit, Reserved, Spent, UsedUp
from storage.database import Database
from storage.inbox import Inbox
from storage.sessions import Session
from storage.settlement import Settled, Settlements
from storage.usage import Usage
from storage.users import User, Users

TODAY = date(2026, 11, 21)
TOMORROW = date(2026, 11, 22)
NOW = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)


async def accepted(database: Database, update: str) -> int:
    turn = await Inbox(database).accept("telegram", update, "telegram:17", "{}")
    assert turn is not None
    return turn


def ended(turn: int, session: Session, micros: int = 0, tokens: int = 0) -> Settled:
    usages = (Usage(turn, session.id, session.user_id, "gpt-5", tokens, 0, False),) if tokens else ()
    user, day = session.user_id, TODAY
    return Settled(turn, session.id, "hi", "hello", "{}", usages, NOW, user, micros, day)


async def test_a_reservation_counts_until_the_turn_ends_and_then_what_it_cost(
    database: Database, session: Session
) -> None:
    budgets, user = Budgets(database), session.user_id
    turn = await accepted(database, "1")
    got = await budgets.reserve(turn, user, Limit(1_000), TODAY, micros=600, tokens=50)
    assert got == Reserved(turn, TODAY, 600, 50)
    assert await budgets.spent(user, TODAY) == Spent(0, 0, 600, 50)
    await Settlements(database).settle(ended(turn, session, 250, 40))
    assert await budgets.spent(user, TODAY) == Spent(250, 40, 0, 0)
    await Settlements(database).settle(ended(turn, session, 999, 99))
    assert await budgets.spent(user, TODAY) == Spent(250, 40, 0, 0)


@pytest.mark.parametrize(
    ("limit", "fits"),
    [
        (None, True),
        (Limit(), True),
        (Limit(micros=100), True),
        (Limit(micros=99), False),
        (Limit(tokens=10), True),
        (Limit(tokens=9), False),
        (Limit(micros=100, tokens=9), False),
        (Limit(micros=0), False),
    ],
)
async def test_the_limit_itself_can_be_spent_and_not_more(
    database: Database, user: User, limit: Limit | None, fits: bool
) -> None:
    turn = await accepted(database, "1")
    got = await Budgets(database).reserve(turn, user.id, limit, TODAY, micros=100, tokens=10)
    assert isinstance(got, Reserved) is fits


async def test_a_refusal_says_what_is_spent_and_holds_nothing_back(
    database: Database, session: Session
) -> None:
    budgets, user, limit = Budgets(database), session.user_id, Limit(1_000)
    first, second = await accepted(database, "1"), await accepted(database, "2")
    await budgets.reserve(first, user, limit, TODAY, micros=600, tokens=1)
    refused = await budgets.reserve(second, user, limit, TODAY, micros=401, tokens=1)
    assert refused == UsedUp(limit, Spent(0, 0, 600, 1))
    assert await budgets.spent(user, TODAY) == Spent(0, 0, 600, 1)
    assert isinstance(await budgets.reserve(second, user, limit, TOMORROW, micros=401, tokens=1), Reserved)


async def test_a_turn_that_is_replayed_reserves_once(database: Database, user: User) -> None:
    budgets, limit = Budgets(database), Limit(1_000)
    turn = await accepted(database, "1")
    first = await budgets.reserve(turn, user.id, limit, TODAY, micros=900, tokens=1)
    again = await budgets.reserve(turn, user.id, limit, TOMORROW, micros=800, tokens=1)
    assert again == first
    assert await budgets.spent(user.id, TODAY) == Spent(0, 0, 900, 1)


async def test_a_turn_that_ends_without_cost_gives_back_what_it_held(
    database: Database, session: Session
) -> None:
    budgets, user, inbox = Budgets(database), session.user_id, Inbox(database)
    failed, given_up = await accepted(database, "1"), await accepted(database, "2")
    for turn in (failed, given_up):
        await budgets.reserve(turn, user, Limit(1_000), TODAY, micros=500, tokens=5)
    await Settlements(database).settle(ended(failed, session))
    await inbox.failed(given_up, "given up")
    assert await budgets.spent(user, TODAY) == Spent(0, 0, 0, 0)


async def test_what_nothing_was_reserved_for_is_spent_too(database: Database, session: Session) -> None:
    budgets, user = Budgets(database), session.user_id
    turn, later = await accepted(database, "1"), await accepted(database, "2")
    await Settlements(database).settle(ended(turn, session, 70, 7))
    await Settlements(database).settle(replace(ended(later, session, 30, 3), day=None, user_id=None))
    assert await budgets.spent(user, TODAY) == Spent(100, 10, 0, 0)
    got = await budgets.reserve(await accepted(database, "3"), user, Limit(100), TODAY, micros=1, tokens=1)
    assert got == UsedUp(Limit(100), Spent(100, 10, 0, 0))


async def test_a_cost_stays_on_the_day_it_was_reserved_for(database: Database, session: Session) -> None:
    budgets, user = Budgets(database), session.user_id
    turn = await accepted(database, "1")
    await budgets.reserve(turn, user, Limit(1_000), TODAY, micros=500, tokens=5)
    await Settlements(database).settle(replace(ended(turn, session, 400, 4), day=TOMORROW))
    assert await budgets.spent(user, TODAY) == Spent(400, 4, 0, 0)
    assert await budgets.spent(user, TOMORROW) == Spent(0, 0, 0, 0)


async def test_everyone_has_a_budget_of_their_own(database: Database, user: User) -> None:
    budgets, limit = Budgets(database), Limit(1_000)
    other = await Users(database).resolve("discord", "17", "Ada", "en")
    turns = [await accepted(database, str(number)) for number in range(2)]
    for turn, person in zip(turns, (user, other), strict=True):
        got = await budgets.reserve(turn, person.id, limit, TODAY, micros=1_000, tokens=1)
        assert isinstance(got, Reserved)


async def test_what_is_no_turn_is_settled_or_released(database: Database, user: User) -> None:
    budgets, limit = Budgets(database), Limit(1_000)
    for number in (-1, -2):
        await budgets.reserve(number, user.id, limit, TODAY, micros=500, tokens=5)
    await budgets.settle(-1, user.id, TODAY, micros=10, tokens=1)
    await budgets.settle(-1, user.id, TODAY, micros=20, tokens=2)
    await budgets.release(-2)
    await budgets.release(-1)
    assert await budgets.spent(user.id, TODAY) == Spent(10, 1, 0, 0)


async def test_listening_and_speaking_are_reserved_and_settled_beside_the_answer(
    database: Database, session: Session
) -> None:
    budgets, user, limit = Budgets(database), session.user_id, Limit(1_000)
    turn, other = await accepted(database, "1"), await accepted(database, "2")
    heard = Charge(turn, "hearing", user, TODAY, 300)
    assert await budgets.reserve_up_to(limit, heard) == Reserved(turn, TODAY, 300, 0)
    assert await budgets.reserve_up_to(limit, replace(heard, micros=200)) == Reserved(turn, TODAY, 300, 0)
    assert await budgets.reserve_up_to(limit, replace(heard, micros=700)) == Reserved(turn, TODAY, 700, 0)
    refused = await budgets.reserve_up_to(limit, replace(heard, micros=1_001))
    assert refused == UsedUp(limit, Spent(0, 0, 700, 0))
    assert isinstance(await budgets.reserve(other, user, limit, TODAY, micros=301, tokens=1), UsedUp)
    await budgets.charge(replace(heard, micros=650))
    await budgets.charge(replace(heard, micros=1))
    assert await budgets.reserve(turn, user, limit, TODAY, micros=250, tokens=1) == Reserved(
        turn, TODAY, 250, 1
    )
    aloud = Charge(turn, "speech", user, TODAY, 100)
    assert isinstance(await budgets.reserve_up_to(limit, aloud), Reserved)
    assert await budgets.spent(user, TODAY) == Spent(650, 0, 350, 1)
    await Settlements(database).settle(ended(turn, session, 200, 1))
    assert await budgets.spent(user, TODAY) == Spent(850, 1, 0, 0), "a turn that is over holds nothing back"


async def test_turns_that_reserve_at_once_stay_within_the_limit(database_url: str) -> None:
    machines = [Database.open(database_url) for _ in range(3)]
    user = await Users(machines[0]).resolve("telegram", "17", "Ada", "en")
    turns = [await accepted(machines[0], str(number)) for number in range(30)]
    limit = Limit(tokens=100)
    got = await asyncio.gather(
        *(
            Budgets(machines[turn % 3]).reserve(turn, user.id, limit, TODAY, micros=1, tokens=10)
            for turn in turns
        )
    )
    assert sum(isinstance(each, Reserved) for each in got) == 10
    assert await Budgets(machines[0]).spent(user.id, TODAY) == Spent(0, 0, 10, 100)
    for machine in machines:
        await machine.close()


async def test_one_turn_that_reserves_twice_at_once_holds_back_once(database_url: str) -> None:
    machines = [Database.open(database_url) for _ in range(2)]
    user = await Users(machines[0]).resolve("telegram", "17", "Ada", "en")
    turn = await accepted(machines[0], "1")
    got = await asyncio.gather(
        *(
            Budgets(machine).reserve(turn, user.id, Limit(100), TODAY, micros=60, tokens=1)
            for machine in machines * 5
        )
    )
    assert got == [Reserved(turn, TODAY, 60, 1)] * 10
    for machine in machines:
        await machine.close()


async def test_programs_that_spend_one_budget_at_once_never_overspend_it(
    database: Database, user: User
) -> None:
    script, limit = Path(__file__).with_name("budget_race.py"), 3_000
    numbers = [str(number) for number in (user.id, 4, 4, 12, limit)]
    race = await asyncio.create_subprocess_exec(
        sys.executable, script, database.url, *numbers, cwd=os.getcwd(), stdout=PIPE
    )
    printed, _ = await asyncio.wait_for(race.communicate(), 120)
    assert race.returncode == 0
    happened = json.loads(printed)
    assert "overspent" not in happened
    assert min(happened[what] for what in ("refused", "settled", "given up", "heard")) > 0
    all_of_it = happened["cost"] + happened["heard"]
    assert await Budgets(database).spent(user.id, TODAY) == Spent(all_of_it, happened["cost"], 0, 0)
    assert all_of_it <= limit
