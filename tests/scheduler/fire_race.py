"""Fires what is due until nothing is left: `fire_race.py URL` prints the ids of the notices that it fired."""

import asyncio
import json
import os
import sys
from datetime import UTC, datetime

sys.path.insert(0, os.getcwd())

from graphs.dialogue import Incoming
from scheduler.announcing import Announcing
from storage.database import Database
from storage.inbox import Inbox
from storage.notices import Notices


async def fire(url: str) -> list[int]:
    database = Database.open(url)
    fired: list[int] = []

    def enqueue(turn_id: int, incoming: Incoming) -> None:
        fired.append(incoming.notice)

    announcing = Announcing(Notices(database), Inbox(database), ["fake"], enqueue)
    while (due := await announcing.due_at()) is not None and due <= datetime.now(UTC):
        await announcing.work(datetime.now(UTC))
    await database.close()
    return fired


if __name__ == "__main__":
    print(json.dumps(asyncio.run(fire(sys.argv[1]))))
