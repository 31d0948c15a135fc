"""A pipe, a file, or a terminal that is only for reading along: plain lines, in order."""

import asyncio
import os

from bots.terminal.choices import Section, sections_of
from bots.terminal.line_reader import LineReader
from bots.terminal.output import write
from bots.terminal.plain import plain
from bots.terminal.screen import Shown, stops
from texts import Translator

_CHUNK = 65536


class PlainScreen:
    """Reads lines from one file descriptor and writes to another, as UTF-8.

    While work goes on one line is read ahead: the wish to stop is heard only directly after the question.
    """

    def __init__(self, _: Translator, source: int = 0, target: int = 1) -> None:
        self._translate = _
        self._source = source
        self._target = target
        self._unread = bytearray()
        self._lines = LineReader(self._next_line)
        self._next: asyncio.Task[str | None] | None = None

    async def read(self) -> str | None:
        line = await self._look_ahead()
        self._next = None
        return line

    async def stop_wanted(self) -> str:
        line = await self._look_ahead()
        if line is None or not stops(line):
            await asyncio.Event().wait()
        self._next = None
        return line or ""

    def begin(self) -> None:
        """A pipe shows no work in progress."""

    def draft(self, text: str) -> None:
        """A pipe shows whole answers only."""

    def end(self) -> None:
        """A pipe shows no work in progress."""

    def show(self, answer: Shown) -> None:
        text = "\n\n".join(part for part in self._parts(answer) if part)
        write(self._target, f"{text}\n\n")

    def say(self, text: str) -> None:
        write(self._target, f"{plain(text)}\n\n")

    def status(self, text: str) -> None:
        """A pipe has no line that could change."""

    def close(self) -> None:
        """Nothing was changed on the terminal."""
        if self._next is not None:
            self._next.cancel()

    def _parts(self, answer: Shown) -> tuple[str, ...]:
        _ = self._translate
        away = _("While I was away, you asked:") + "\n" if answer.earlier else ""
        asked = "".join(f"> {line}\n" for line in answer.question.splitlines())
        files = "\n".join(f"{file.name}: {file.path}" for file in answer.files)
        pages = "\n".join(f"{page.label}: {page.url}" for page in answer.pages)
        choices = "\n\n".join(map(_listed, sections_of(answer.choices)))
        return f"{away}{asked}{plain(answer.text)}", files, pages, choices

    async def _look_ahead(self) -> str | None:
        """The next line, which stays the next one."""
        if self._next is None:
            self._next = asyncio.create_task(self._lines.line())
        return await asyncio.shield(self._next)

    def _next_line(self) -> str | None:
        searched = 0
        while (end := self._unread.find(b"\n", searched)) < 0:
            searched = end = len(self._unread)
            chunk = os.read(self._source, _CHUNK)
            if not chunk:
                break
            self._unread += chunk
        if not self._unread:
            return None
        line = bytes(self._unread[:end])
        del self._unread[: end + 1]
        return line.decode("utf-8", "replace")


def _listed(section: Section) -> str:
    lines = ["  ".join(f"{section.number(one)} {one.title}" for one in line) for line in section.lines]
    return "\n".join([section.prompt, *lines] if section.prompt else lines)
