"""Sixteen writers and more after one hall for seconds on end, in as many programs as a machine would run."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

from sqlalchemy import text

from storage.database import Database
from storage.halls import Hall
from storage.users import User
from tests.thorough import thorough

SECONDS = thorough(8, 3)
OVERLAPS = """
    SELECT count(*) FROM bookings a JOIN bookings b ON a.hall_id = b.hall_id AND a.id < b.id
    WHERE a.status IN ('held', 'paid') AND b.status IN ('held', 'paid')
    AND a.start_min < b.end_min AND b.start_min < a.end_min
"""


async def test_sixteen_writers_after_one_hall(database: Database, hall: Hall, user: User) -> None:
    processes, tasks = {"sqlite": (16, 2), "postgresql": (4, 4)}[database.dialect]
    numbers = [str(number) for number in (hall.id, user.id, processes, tasks, SECONDS)]
    script = Path(__file__).with_name("book_race.py")
    race = await asyncio.create_subprocess_exec(
        sys.executable, script, database.url, *numbers, cwd=os.getcwd(), stdout=PIPE
    )
    printed, _ = await asyncio.wait_for(race.communicate(), 60)
    assert race.returncode == 0
    happened = json.loads(printed)
    held, taken, cancelled = (happened.pop(what, 0) for what in ("held", "taken", "cancelled"))
    assert happened == {}, "an error, such as a locked database"
    assert min(held, taken, cancelled) > 10

    async def number(statement: str) -> int:
        return await database.read(lambda connection: int(connection.execute(text(statement)).scalar_one()))

    assert await number(OVERLAPS) == 0
    assert await number("SELECT count(*) FROM bookings") == held
    assert await number("SELECT count(*) FROM operations") == held + cancelled
