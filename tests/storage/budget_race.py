"""Spends one person's budget: `budget_race.py URL USER PROCESSES TASKS TURNS LIMIT` prints what happened."""

import asyncio
import json
import multiprocessing
import os
import random
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime

sys.path.insert(0, os.getcwd())

from storage.budgets import Budgets, Charge, Limit, UsedUp
from storage.database import Database
from storage.inbox import Inbox
from storage.sessions import Sessions
from storage.settlement import Settled, Settlements
from storage.usage import Usage

TODAY = date(2026, 11, 21)


async def spend(database: Database, user: int, turns: int, limit: Limit, name: str) -> Counter[str]:
    """Most turns cost less than they reserved, some fail and some are given up."""
    chance = random.Random(name)
    happened: Counter[str] = Counter()
    budgets, inbox, settlements = Budgets(database), Inbox(database), Settlements(database)
    session = await Sessions(database).at(f"race:{name}", user)
    for number in range(turns):
        turn = await inbox.accept("race", f"{name} {number}", f"race:{name}", "{}")
        assert turn is not None
        most = chance.randint(1, 100)
        answer = await budgets.reserve(turn, user, limit, TODAY, micros=most, tokens=most)
        happened["heard"] += await listen(budgets, turn, user, limit, most)
        spent = await budgets.spent(user, TODAY)
        if limit.micros is not None and spent.micros + spent.reserved_micros > limit.micros:
            happened["overspent"] += 1
        if isinstance(answer, UsedUp):
            happened["refused"] += 1
            continue
        fate = chance.random()
        if fate < 0.1:
            await inbox.failed(turn, "given up")
            happened["given up"] += 1
            continue
        cost = chance.randint(0, most) if fate < 0.9 else 0
        usages = (Usage(turn, session.id, user, "gpt-5", cost, 0, False),) if cost else ()
        now = datetime.now(UTC)
        await settlements.settle(
            Settled(turn, session.id, "hi", "hello", "{}", usages, now, user, cost, TODAY)
        )
        happened["settled"] += 1
        happened["cost"] += cost
    return happened


async def listen(budgets: Budgets, turn: int, user: int, limit: Limit, most: int) -> int:
    """What a recording did cost that turned out to be longer than it said."""
    whole = Charge(turn, "hearing", user, TODAY, most)
    for part in (replace(whole, micros=most // 2), whole):
        if isinstance(await budgets.reserve_up_to(limit, part), UsedUp):
            await budgets.charge(replace(whole, micros=0))
            return 0
    await budgets.charge(whole)
    return most


async def many(url: str, user: int, tasks: int, turns: int, limit: int) -> Counter[str]:
    database = Database.open(url)
    names = [f"{os.getpid()}/{task}" for task in range(tasks)]
    happened = await asyncio.gather(*(spend(database, user, turns, Limit(limit), name) for name in names))
    await database.close()
    return sum(happened, Counter())


def work(arguments: tuple[str, int, int, int, int]) -> Counter[str]:
    return asyncio.run(many(*arguments))


if __name__ == "__main__":
    url, (user, processes, tasks, turns, limit) = sys.argv[1], map(int, sys.argv[2:])
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        results = pool.map(work, [(url, user, tasks, turns, limit)] * processes, chunksize=1)
    print(json.dumps(sum(results, Counter())))
