"""A terminal with an assistant that knows a few words; the tests run it behind a pseudo-terminal."""

import asyncio
import fcntl
import sys
import termios
from collections.abc import Coroutine
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.loop import run_until_stopped
from bots.platform import Delivery
from bots.terminal.platform import Terminal
from bots.terminal.welcome import Welcome
from graphs.dialogue import (
    Attachment,
    Button,
    Draft,
    Incoming,
    Input,
    Option,
    Panel,
    Place,
    Reply,
    Select,
    Sender,
)

FAR = f"/home/ann/{'concierge/' * 12}exports/*my* __chat__.md"
PANEL = Panel(
    ((Button("Make it public", "p:s:1:public"), Button("Remove", "p:s:1:remove", "danger")),),
    (
        Select(
            "Mode", (Option("Auto", "p:s:1:mode:auto"), Option("Chat", "p:s:1:mode:chat")), "p:s:1:mode:auto"
        ),
    ),
    (Input("Name", "p:s:1:name"),),
)
ANSWERS = {
    "halls": Reply("| Hall | Seats |\n|---|--:|\n| Loft | 40 |\n| Grand Hall | 200 |"),
    "book": Reply("Shall I?", Panel(rows=((Button("Confirm", "confirm:1"), Button("Cancel", "cancel:1")),))),
    "panel": Reply("A session.", PANEL),
    "export": Reply("Here it is:", attachments=(Attachment("file", FAR, "chat.md"),)),
}
SECONDS = {"draft": 1.0, "slow": 60.0, "deaf": 60.0}
"""How long an answer takes; only "deaf" doesn't listen to a stop."""


class Assistant:
    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._asked: asyncio.Queue[Incoming] = asyncio.Queue()
        self._stop = asyncio.Event()
        self._aside: set[asyncio.Task[None]] = set()

    async def accept(self, incoming: Incoming) -> bool:
        if incoming.text == "/stop":
            self._do_aside(self._stop_answering(incoming))
        else:
            self._asked.put_nowait(incoming)
        return True

    async def work(self) -> None:
        turn = 0
        while True:
            incoming = await self._asked.get()
            turn += 1
            if incoming.text == "earlier":
                await self._terminal.deliver(Delivery(turn, incoming, Reply("Soon.")))
                await asyncio.sleep(0.5)
                turn += 1
                incoming = before()
            elif incoming.text == "status":
                self._do_aside(self._tick())
            elif incoming.text in SECONDS:
                await self._terminal.draft(turn, incoming, Draft("One **two**"))
            stopped = await self._write(incoming)
            said = f"You said {incoming.text}, {incoming.pressed or 'freely'}."
            reply = Reply("One two (stopped)") if stopped else ANSWERS.get(incoming.text, Reply(said))
            await self._terminal.deliver(Delivery(turn, incoming, reply))

    async def _write(self, incoming: Incoming) -> bool:
        """Takes its time; true where it was stopped."""
        self._stop.clear()
        try:
            async with asyncio.timeout(SECONDS.get(incoming.text, 0)):
                await (asyncio.Event() if incoming.text == "deaf" else self._stop).wait()
        except TimeoutError:
            return False
        return True

    async def _stop_answering(self, incoming: Incoming) -> None:
        self._stop.set()
        await self._terminal.deliver(Delivery(1000, incoming, Reply("I stopped.")))

    def _do_aside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)

    async def _tick(self) -> None:
        for number in range(1000):
            self._terminal.status(f"{number} answered")
            await asyncio.sleep(0.2)


def before() -> Incoming:
    """A message of an earlier process."""
    return Incoming(
        "terminal", "u0", Place("terminal", "ann"), Sender("ann"), datetime.now(UTC), "and Friday?"
    )


async def talk(home: Path) -> None:
    terminal = Terminal.here(home, Welcome("gpt", "http://127.0.0.1:8080", built_in=False))
    assistant = Assistant(terminal)
    working = asyncio.create_task(assistant.work())
    try:
        await terminal.run(assistant.accept)
    finally:
        await terminal.close()
        working.cancel()


if __name__ == "__main__":
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # so that Ctrl-C sends a signal
    with suppress(KeyboardInterrupt):
        run_until_stopped(talk(Path(sys.argv[1])))
