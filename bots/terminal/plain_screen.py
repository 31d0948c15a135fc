"""A pipe, a file, or a terminal that is only for reading along: plain lines, in order."""

import os

from bots.terminal.choices import ROW, Choice
from bots.terminal.line_reader import LineReader
from bots.terminal.output import write
from bots.terminal.plain import plain
from bots.terminal.screen import Shown
from texts import Translator

_CHUNK = 65536


class PlainScreen:
    """Reads lines from one file descriptor and writes to another, as UTF-8."""

    def __init__(self, _: Translator, source: int = 0, target: int = 1) -> None:
        self._translate = _
        self._source = source
        self._target = target
        self._unread = bytearray()
        self._lines = LineReader(self._next_line)

    async def read(self) -> str | None:
        return await self._lines.line()

    def begin(self) -> None:
        """A pipe shows no work in progress."""

    def draft(self, text: str) -> None:
        """A pipe shows whole answers only."""

    def show(self, answer: Shown) -> None:
        text = "\n\n".join(part for part in self._parts(answer) if part)
        write(self._target, f"{text}\n\n")

    def say(self, text: str) -> None:
        write(self._target, f"{plain(text)}\n\n")

    def status(self, text: str) -> None:
        """A pipe has no line that could change."""

    def close(self) -> None:
        """Nothing was changed."""

    def _parts(self, answer: Shown) -> tuple[str, ...]:
        _ = self._translate
        away = _("While I was away, you asked:") + "\n" if answer.earlier else ""
        asked = "\n".join(f"> {line}" for line in answer.question.splitlines())
        pages = "\n".join(f"{page.label}: {page.url}" for page in answer.pages)
        return f"{away}{asked}\n{plain(answer.text)}", pages, _listed(answer.choices)

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


def _listed(choices: tuple[Choice, ...]) -> str:
    """In one line, or each in its own where they are many or explained."""
    if len(choices) > ROW or any(choice.description for choice in choices):
        return "\n".join(f"{choice.number} {choice.title}" for choice in choices)
    return "  ".join(f"{choice.number} {choice.label}" for choice in choices)
