"""A terminal with an assistant that knows a few words; the tests run it behind a pseudo-terminal."""

import asyncio
import fcntl
import sys
import termios
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from app.loop import run_until_stopped
from bots.platform import Delivery
from bots.terminal.platform import Terminal
from bots.terminal.welcome import Welcome
from graphs.dialogue import Button, Draft, Incoming, Panel, Place, Reply, Sender

ANSWERS = {
    "halls": Reply("| Hall | Seats |\n|---|--:|\n| Loft | 40 |\n| Grand Hall | 200 |"),
    "book": Reply("Shall I?", Panel(rows=((Button("Confirm", "confirm:1"), Button("Cancel", "cancel:1")),))),
}


class Assistant:
    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._asked: asyncio.Queue[Incoming] = asyncio.Queue()
        self._ticking: asyncio.Task[None] | None = None

    async def accept(self, incoming: Incoming) -> bool:
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
                self._ticking = asyncio.create_task(self._tick())
            elif incoming.text == "draft":
                await self._terminal.draft(turn, incoming, Draft("One **two**"))
            if incoming.text in ("draft", "slow"):
                await asyncio.sleep(1 if incoming.text == "draft" else 60)
            reply = ANSWERS.get(
                incoming.text, Reply(f"You said {incoming.text}, {incoming.pressed or 'freely'}.")
            )
            await self._terminal.deliver(Delivery(turn, incoming, reply))

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
