"""Accepts twenty updates and kills itself: `accept_and_die.py URL`."""

import asyncio
import os
import signal
import sys

sys.path.insert(0, os.getcwd())

from storage.database import Database
from storage.inbox import Inbox


async def main(url: str) -> None:
    inbox = Inbox(Database.open(url))
    for number in range(10):
        await inbox.accept("telegram", f"alone {number}", "telegram:17", "{}")
    await asyncio.gather(
        *(inbox.accept("telegram", f"together {number}", "telegram:17", "{}") for number in range(10))
    )
    os.kill(os.getpid(), signal.SIGKILL)


asyncio.run(main(sys.argv[1]))
