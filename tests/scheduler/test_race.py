"""Three processes after the same rows."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, insert, select

from graphs.dialogue import Place
from storage.database import Database
from storage.inbox import inbox
from storage.notices import notices
from tests.due import Due

ROWS = 1_000


async def test_three_processes_fire_a_thousand_rows_once_each(database: Database) -> None:
    booking = await Due(database).expiring(Place("fake", "1"), "ann", "Ann")
    due = booking.created_at - timedelta(days=1)
    rows = [
        {
            "booking_id": booking.id,
            "kind": "changed",
            "about": str(number),
            "platform": "fake",
            "place": Place("fake", str(number % 100)),
            "facts": "{}",
            "due_at": due,
        }
        for number in range(ROWS)
    ]
    await database.write(lambda tx: tx.execute(insert(notices), rows))
    script = Path(__file__).with_name("fire_race.py")
    races = [
        await asyncio.create_subprocess_exec(
            sys.executable, script, database.url, cwd=os.getcwd(), stdout=PIPE
        )
        for _ in range(3)
    ]
    printed = await asyncio.wait_for(asyncio.gather(*(race.communicate() for race in races)), 60)
    assert [race.returncode for race in races] == [0, 0, 0]
    fired = [json.loads(out) for out, _ in printed]
    ids = [notice for each in fired for notice in each]
    assert len(ids) == len(set(ids)) == ROWS + 1
    waiting = select(func.count()).select_from(notices).where(notices.c.fired_at.is_(None))
    turns = select(func.count(func.distinct(inbox.c.update_id))).select_from(inbox)
    # the two reminders of the booking itself are not due yet
    assert await database.read(lambda connection: connection.execute(waiting).scalar_one()) == 2
    assert await database.read(lambda connection: connection.execute(turns).scalar_one()) == ROWS + 1
