"""Ann at a terminal that is a pipe."""

import asyncio
import os
import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bots.terminal.plain_screen import PlainScreen
from bots.terminal.platform import Terminal
from bots.terminal.welcome import Welcome
from graphs.dialogue import Sender
from tests.transcripts.player import Player, Watch, open_stage, running
from tests.transcripts.written import Written
from texts import translator


@asynccontextmanager
async def on_the_terminal(folder: Path, database_url: str, locale: str) -> AsyncGenerator[Player]:
    source, typing = os.pipe()
    screen = folder / "screen"
    target = os.open(screen, os.O_WRONLY | os.O_CREAT)
    async with open_stage(folder, database_url, watch := Watch()) as house:
        terminal = Terminal(
            PlainScreen(translator(locale), source, target),
            Sender("ann", "Ann", locale),
            folder,
            Welcome("small", None, built_in=False),
        )
        async with running(house, terminal):
            player = TerminalPlayer(house=house, watch=watch, written=Written(), file=screen, typing=typing)
            await player.wait_for_welcome()
            yield player
            os.close(typing)
    os.close(target)


@dataclass(kw_only=True)
class TerminalPlayer(Player):
    file: Path
    typing: int
    _shown: int = 0
    _parts: dict[int, str] = field(default_factory=dict[int, str])

    async def wait_for_welcome(self) -> None:
        for _ in range(1000):
            if "/quit" in self._text():
                break
            await asyncio.sleep(0.01)
        self._shown = len(self._text())

    def begin_anew(self) -> None:
        super().begin_anew()
        self._shown = len(self._text())

    def screen(self) -> Mapping[str, str]:
        """What has come since each line was typed."""
        shown = self._text()[self._shown :].strip()
        lines = [line for line in shown.splitlines() if not line.startswith("> ")]
        self._parts[self._shown] = "\n".join(lines).strip()
        return {str(begun): part for begun, part in self._parts.items() if part}

    async def say(self, text: str, to_answer: str) -> None:
        self._type(text)

    async def press(self, label: str) -> None:
        self._type(self._label(label))

    async def pick(self, label: str) -> None:
        self._type(self._label(label))

    async def fill(self, label: str, text: str) -> None:
        before = self.screen()
        self._type(self._label(label))
        await self._answered(before)
        self._type(text)

    async def details(self, answer: str) -> None:
        self._type("/session")

    def _text(self) -> str:
        return self.file.read_text("utf-8")

    def _label(self, label: str) -> str:
        """The number of the choice; the newest one of that name."""
        numbers = re.findall(rf"(?:^|  )(\d+) (?:✓ )?{re.escape(label)}", self._text(), re.MULTILINE)
        if not numbers:
            raise LookupError(label)
        return str(numbers[-1])

    def _type(self, line: str) -> None:
        self._shown = len(self._text())
        os.write(self.typing, f"{line}\n".encode())
